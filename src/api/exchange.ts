import type { FastifyRequest } from "fastify";
import type { Actor, KeyActor, Origin, SessionActor } from "../access/actor.ts";
import type { Origins } from "../access/origins.ts";
import { forbidden } from "../model/errors.ts";
import type { Session } from "../model/session.ts";
import { API_PREFIX, pathOf } from "./call-log.ts";
import type { Cursors } from "./cursors.ts";
import { requireOwnPage } from "./own-page.ts";
import { refuseUnstorable, refuseUnstorableQuery } from "./parsing.ts";
import { passwordOf } from "./password-header.ts";
import type { Route } from "./route.ts";
import { sessionTokenOf } from "./session-cookie.ts";

/** Turns the key of a call into its actor; raises the errors of access/authenticator.ts. */
export interface Authenticates {
  authenticate(key: string | undefined, origin: Origin): Promise<KeyActor>;
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

/** What is known of a call while it is being answered. */
export interface Exchange {
  readonly origin: Origin;
  readonly actor: Actor | undefined;
  /** Resolves once the call is counted. */
  readonly recorded: Promise<void>;
}

declare module "fastify" {
  interface FastifyRequest {
    exchange: Exchange | null;
  }
}

/**
 * Authenticates the call and begins to count it; the count runs beside the handler, the answer waits for both.
 * Raises ForbiddenError when a read-only key would change something, or another site's page in a session.
 */
export async function beginExchange(
  options: ExchangeOptions,
  route: Route,
  request: FastifyRequest,
): Promise<void> {
  const { usage, origins } = options;
  const origin = origins.originOf(request.raw, request.id);
  request.exchange = { origin, actor: undefined, recorded: Promise.resolve() };
  if (route.access === "anonymous") return;
  if (
    route.access === "password" &&
    passwordOf(request.headers) !== undefined &&
    !isIdentified(options, request)
  ) {
    return;
  }
  const actor = await authenticate(options, route, request, origin);
  const recorded = usage.record({ actor, bucket: route.bucket });
  // Whoever awaits it sees the failure; this only keeps a failure before that from ending the process.
  recorded.catch(() => undefined);
  request.exchange = { origin, actor, recorded };
  if (actor.key?.readOnly && route.method !== "GET") {
    throw forbidden("This API key is read-only; use one that is not to make changes");
  }
}

/** A key wins over a session: whoever sends one has chosen it. */
async function authenticate(
  { authenticator, sessionAuthenticator, origins }: ExchangeOptions,
  route: Route,
  request: FastifyRequest,
  origin: Origin,
): Promise<Actor> {
  const { headers } = request;
  const key = headers["x-apikey"];
  const baseUrl =
    key === undefined && headers.cookie !== undefined ? origins.baseUrlOf(request.raw) : undefined;
  const token = baseUrl === undefined ? undefined : sessionTokenOf(headers, baseUrl);
  if (baseUrl === undefined || token === undefined) {
    return authenticator.authenticate(Array.isArray(key) ? key[0] : key, origin);
  }
  const actor = await sessionAuthenticator.authenticate(token, origin);
  if (route.method === "GET") return actor;
  requireOwnPage(headers, baseUrl);
  const csrfToken = headers["x-csrf-token"];
  sessionAuthenticator.requireCsrfToken(actor.session, typeof csrfToken === "string" ? csrfToken : undefined);
  return actor;
}

function isIdentified({ origins }: ExchangeOptions, { headers, raw }: FastifyRequest): boolean {
  if (headers["x-apikey"] !== undefined) return true;
  return sessionTokenOf(headers, origins.baseUrlOf(raw)) !== undefined;
}

/** What a route is given. */
export function callOf({ origins, cursors }: ExchangeOptions, route: Route, request: FastifyRequest) {
  const { exchange } = request;
  if (exchange === null) throw new Error("A handler ran before its exchange began");
  for (const value of Object.values(request.params ?? {})) refuseUnstorable("The URL", String(value));
  const rawQuery = parseRawQuery(request.query);
  refuseUnstorableQuery(rawQuery);
  return {
    origin: exchange.origin,
    actor: exchange.actor,
    params: request.params,
    query: undefined,
    body: request.body,
    rawQuery,
    headers: request.headers,
    baseUrl: origins.baseUrlOf(request.raw),
    path: pathOf(request).slice(API_PREFIX.length),
    route,
    cursors,
  };
}

/** The router was given `readQuery`, whose result this is. */
function parseRawQuery(query: unknown): Readonly<Record<string, string | readonly string[]>> {
  return query as Readonly<Record<string, string | readonly string[]>>;
}
