import type { IncomingMessage } from "node:http";
import type { IdentityProvider, PendingSignIn, SsoRefusal } from "../access/identity-provider.ts";
import type { Origins } from "../access/origins.ts";
import type { SingleSignOn } from "../access/single-sign-on.ts";
import { errorReply, toAccessError } from "../api/errors.ts";
import { jsonPage, type Page, type PageReply } from "../api/page.ts";
import { cookieOf, cookieOfHost, noCookieOfHost, sessionCookie } from "../api/session-cookie.ts";
import { OIDC_START } from "../api/sessions.ts";
import { type Clock, nowSeconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { Seal } from "../base/seal.ts";
import { AccessError, badRequest } from "../model/errors.ts";

const COOKIE = "tollgate_oidc";
/** How long a person may take at the identity provider. */
const PENDING_SECONDS = 600;
const RETURN_LENGTH_MAX = 512;
const OIDC_CALLBACK = "/oidc/callback";

interface Pending extends PendingSignIn {
  readonly returnTo: string;
  /** Seconds: the cookie's own end binds browsers only. */
  readonly expiresAt: number;
}

/** What the page for signing in is told; it has the sentences. */
type Refusal = SsoRefusal | "expired" | "failed" | "not_completed" | "unreachable";

export interface SingleSignOnPagesOptions {
  readonly provider: IdentityProvider;
  readonly singleSignOn: SingleSignOn;
  readonly origins: Origins;
  readonly pepper: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Where browsers, and the identity provider itself, come for single sign-on. */
export function singleSignOnPages(options: SingleSignOnPagesOptions): Page[] {
  const seal = new Seal(options.pepper, "oidc");
  return [
    { method: "GET", path: OIDC_START, answer: ({ request, id }) => start(options, seal, request, id) },
    { method: "GET", path: OIDC_CALLBACK, answer: ({ request, id }) => callback(options, seal, request, id) },
    {
      method: "POST",
      path: "/oidc/backchannel_logout",
      isForm: true,
      answer: ({ request, id, body }) => backchannelLogout(options, request, id, body),
    },
  ];
}

async function start(
  { provider, origins, clock, log }: SingleSignOnPagesOptions,
  seal: Seal,
  request: IncomingMessage,
  id: string,
): Promise<PageReply> {
  const baseUrl = origins.baseUrlOf(request);
  const returnTo = returnToOf(urlOf(baseUrl, request));
  try {
    const { url, pending } = await provider.begin(baseUrl + OIDC_CALLBACK);
    const expiresAt = nowSeconds(clock) + PENDING_SECONDS;
    const sealed = seal.close(JSON.stringify({ ...pending, returnTo, expiresAt } satisfies Pending));
    // Lax: the provider sends the browser back from another site. It opens nothing by itself.
    const cookie = cookieOfHost(COOKIE, sealed, baseUrl, `SameSite=Lax; Max-Age=${PENDING_SECONDS}`);
    return redirect(url, [cookie]);
  } catch (error) {
    logFailure(log, id, error);
    return refusal(baseUrl, refusalOf(error), returnTo);
  }
}

async function callback(
  { provider, singleSignOn, origins, clock, log }: SingleSignOnPagesOptions,
  seal: Seal,
  request: IncomingMessage,
  id: string,
): Promise<PageReply> {
  const baseUrl = origins.baseUrlOf(request);
  const opened = seal.open(cookieOf(request.headers, COOKIE, baseUrl) ?? "");
  // Nobody else can seal one.
  const pending = opened === undefined ? undefined : (JSON.parse(opened) as Pending);
  const forget = noCookieOfHost(COOKIE, baseUrl, "SameSite=Lax");
  if (pending === undefined || nowSeconds(clock) >= pending.expiresAt) {
    return refusal(baseUrl, "expired", pending?.returnTo ?? "/", [forget]);
  }
  try {
    const identity = await provider.finish(urlOf(baseUrl, request), pending);
    const outcome = await singleSignOn.signIn(identity, origins.originOf(request, id));
    if (outcome.state === "refused") return refusal(baseUrl, outcome.why, pending.returnTo, [forget]);
    return redirect(baseUrl + pending.returnTo, [forget, sessionCookie(outcome.started.token, baseUrl)]);
  } catch (error) {
    logFailure(log, id, error);
    return refusal(baseUrl, refusalOf(error), pending.returnTo, [forget]);
  }
}

/** Source: https://openid.net/specs/openid-connect-backchannel-1_0.html, 2.5 to 2.8. */
async function backchannelLogout(
  { provider, singleSignOn, origins, log }: SingleSignOnPagesOptions,
  request: IncomingMessage,
  id: string,
  body: unknown,
): Promise<PageReply> {
  try {
    const token = body instanceof URLSearchParams ? body.get("logout_token") : null;
    if (token === null) throw badRequest("The form must have a logout_token");
    const notice = await provider.readLogout(token);
    await singleSignOn.endByNotice(notice, origins.originOf(request, id));
    return jsonPage(200, {});
  } catch (error) {
    logFailure(log, id, error);
    const { status, body: envelope } = errorReply(toAccessError(error, id));
    return jsonPage(status, envelope);
  }
}

function urlOf(baseUrl: string, { url = "" }: IncomingMessage): URL {
  return new URL(baseUrl + url);
}

/** A path of ours; an address of another server, which a link could smuggle in, counts as none. */
function returnToOf(url: URL): string {
  const wanted = url.searchParams.get("return_to") ?? "";
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(wanted) && wanted.length <= RETURN_LENGTH_MAX ? wanted : "/";
}

/** Whatever the person is told, the operator finds the reason by the request's id. */
function logFailure(log: Log, request: string, error: unknown): void {
  const level = error instanceof AccessError ? "warn" : "error";
  const err = error instanceof AccessError ? (error.cause ?? error) : error;
  log[level]({ request, err }, "single sign-on failed");
}

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof AccessError)) return "failed";
  if (error.code === "FailedDependencyError") return "unreachable";
  return error.code === "WrongCredentialsError" ? "not_completed" : "failed";
}

/** Back to the page for signing in, which shows why. */
function refusal(
  baseUrl: string,
  why: Refusal,
  returnTo: string,
  cookies: readonly string[] = [],
): PageReply {
  const query = new URLSearchParams({ error: why, return_to: returnTo });
  return redirect(`${baseUrl}/sign-in?${query}`, cookies);
}

function redirect(location: string, cookies: readonly string[]): PageReply {
  return {
    status: 302,
    headers: { location, "set-cookie": cookies, "referrer-policy": "no-referrer" },
    body: "",
  };
}
