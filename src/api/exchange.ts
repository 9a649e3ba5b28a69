import type { IncomingMessage, ServerResponse } from "node:http";
import type { Actor, KeyActor, Origin, SessionActor } from "../access/actor.ts";
import type { Origins } from "../access/origins.ts";
import { monotonicMs } from "../base/clock.ts";
import { forbidden } from "../model/errors.ts";
import type { Session } from "../model/session.ts";
import type { Cursors } from "./cursors.ts";
import type { JsonText } from "./json-text.ts";
import { requireOwnPage } from "./own-page.ts";
import { readQuery, refuseUnstorable, refuseUnstorableQuery } from "./parsing.ts";
import { passwordOf } from "./password-header.ts";
import type { AnonymousRequest, Route } from "./route.ts";
import type { Params } from "./router.ts";
import { sessionTokenOf } from "./session-cookie.ts";

export const API_PREFIX = "/api/v3";

/** Turns the key of a call into its actor; both raise the errors of access/authenticator.ts. */
export interface Authenticates {
  authenticate(key: string | undefined, origin: Origin): Promise<KeyActor>;
  /** The same without waiting, where nothing must be read for it; undefined otherwise. */
  recall(key: string | undefined, origin: Origin): KeyActor | undefined;
}

/** The same for the token in a cookie; raises the errors of access/session-authenticator.ts. */
export interface AuthenticatesSessions {
  authenticate(token: string, origin: Origin): Promise<SessionActor>;
  requireCsrfToken(session: Session, token: string | undefined): void;
}

/** Counts a call; resolves once the count cannot be lost. */
export interface RecordsUsage {
  record(call: { readonly actor: Actor; readonly bucket: string }): Promise<void>;
}

export interface ExchangeOptions {
  readonly authenticator: Authenticates;
  readonly sessionAuthenticator: AuthenticatesSessions;
  readonly usage: RecordsUsage;
  readonly cursors: Cursors;
  readonly origins: Origins;
}

const NOTHING_TO_RECORD = Promise.resolve();

/** A call, and what is known of it while it is being answered. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly origin: Origin;
  readonly startedMs = monotonicMs();
  /** The called path, percent-encoded, without its query. */
  readonly path: string;
  /** The query as it was sent, without its question mark. */
  readonly search: string;
  actor: Actor | undefined;
  /** Resolves once the call is counted. */
  recorded: Promise<void> = NOTHING_TO_RECORD;

  constructor(request: IncomingMessage, response: ServerResponse, origins: Origins) {
    const { url = "" } = request;
    const end = url.indexOf("?");
    this.request = request;
    this.response = response;
    this.origin = origins.originOf(request, origins.requestId(request));
    this.path = end === -1 ? url : url.slice(0, end);
    this.search = end === -1 ? "" : url.slice(end + 1);
  }

  get id(): string {
    return this.origin.requestId;
  }
}

/**
 * Authenticates the call and begins to count it, at once where nothing must be read for it; the count runs beside the handler, the answer waits for both.
 * Raises ForbiddenError when a read-only key would change something, or another site's page in a session.
 */
export function beginExchange(
  options: ExchangeOptions,
  route: Route,
  exchange: Exchange,
): Promise<void> | undefined {
  if (route.access === "anonymous") return undefined;
  if (route.access === "password" && isByPassword(options, exchange)) return undefined;
  const key = keyOf(exchange.request);
  const known = options.authenticator.recall(key, exchange.origin);
  if (known === undefined) {
    return authenticate(options, route, exchange, key).then((actor) =>
      count(options, route, exchange, actor),
    );
  }
  count(options, route, exchange, known);
  return undefined;
}

function count({ usage }: ExchangeOptions, route: Route, exchange: Exchange, actor: Actor): void {
  const recorded = usage.record({ actor, bucket: route.bucket });
  // Whoever awaits it sees the failure; this only keeps a failure before that from ending the process.
  recorded.catch(ignore);
  exchange.actor = actor;
  exchange.recorded = recorded;
  if (actor.key?.readOnly && route.method !== "GET") {
    throw forbidden("This API key is read-only; use one that is not to make changes");
  }
}

/** A key wins over a session: whoever sends one has chosen it. */
async function authenticate(
  { authenticator, sessionAuthenticator, origins }: ExchangeOptions,
  route: Route,
  { request, origin }: Exchange,
  key: string | undefined,
): Promise<Actor> {
  const { headers } = request;
  const baseUrl = key === undefined && headers.cookie !== undefined ? origins.baseUrlOf(request) : undefined;
  const token = baseUrl === undefined ? undefined : sessionTokenOf(headers, baseUrl);
  if (baseUrl === undefined || token === undefined) return authenticator.authenticate(key, origin);
  const actor = await sessionAuthenticator.authenticate(token, origin);
  if (route.method === "GET") return actor;
  requireOwnPage(headers, baseUrl);
  const csrfToken = headers["x-csrf-token"];
  sessionAuthenticator.requireCsrfToken(actor.session, typeof csrfToken === "string" ? csrfToken : undefined);
  return actor;
}

function keyOf({ headers }: IncomingMessage): string | undefined {
  const key = headers["x-apikey"];
  return Array.isArray(key) ? key[0] : key;
}

/** Nothing else tells who calls. */
function isByPassword({ origins }: ExchangeOptions, { request }: Exchange): boolean {
  const { headers } = request;
  if (passwordOf(headers) === undefined || headers["x-apikey"] !== undefined) return false;
  return sessionTokenOf(headers, origins.baseUrlOf(request)) === undefined;
}

/** What the route answers without waiting. */
export function recallAnswer(
  { origins }: ExchangeOptions,
  route: Route,
  { request, actor, search }: Exchange,
  params: Params,
): JsonText | undefined {
  if (actor === undefined) return undefined;
  return route.recall?.({ actor, params, baseUrl: origins.baseUrlOf(request), search });
}

/** What a route is given. */
export function callOf(
  { origins, cursors }: ExchangeOptions,
  route: Route,
  exchange: Exchange,
  { params, body }: { readonly params: Params; readonly body: unknown },
): AnonymousRequest & { readonly actor: Actor | undefined } {
  const { request, origin, actor, path, search } = exchange;
  for (const name in params) refuseUnstorable("The URL", params[name] ?? "");
  const rawQuery = readQuery(search);
  refuseUnstorableQuery(rawQuery);
  return {
    origin,
    actor,
    params,
    query: undefined,
    body,
    search,
    rawQuery,
    headers: request.headers,
    baseUrl: origins.baseUrlOf(request),
    path: path.slice(API_PREFIX.length),
    route,
    cursors,
  };
}

function ignore(): void {}
