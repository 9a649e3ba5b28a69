import type { FastifyRequest } from "fastify";
import type { Actor, Origin } from "../access/actor.ts";
import type { Origins } from "../access/origins.ts";
import { forbidden } from "../model/errors.ts";
import { API_PREFIX, pathOf } from "./call-log.ts";
import type { Cursors } from "./cursors.ts";
import { refuseUnstorable, refuseUnstorableQuery } from "./parsing.ts";
import { passwordOf } from "./password-header.ts";
import type { Route } from "./route.ts";

/** Turns the key of a call into its actor; raises the errors of access/authenticator.ts. */
export interface Authenticates {
  authenticate(key: string | undefined, origin: Origin): Promise<Actor>;
}

/** Counts a call; resolves once the count cannot be lost. */
export interface RecordsUsage {
  record(call: { readonly actor: Actor; readonly bucket: string }): Promise<void>;
}

export interface ExchangeOptions {
  readonly authenticator: Authenticates;
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
 * Raises ForbiddenError when a read-only key would change something.
 */
export async function beginExchange(
  { authenticator, usage, origins }: ExchangeOptions,
  route: Route,
  request: FastifyRequest,
): Promise<void> {
  const origin = origins.originOf(request.raw, request.id);
  request.exchange = { origin, actor: undefined, recorded: Promise.resolve() };
  if (route.access === "anonymous") return;
  const key = request.headers["x-apikey"];
  if (route.access === "password" && key === undefined && passwordOf(request.headers) !== undefined) return;
  const actor = await authenticator.authenticate(Array.isArray(key) ? key[0] : key, origin);
  const recorded = usage.record({ actor, bucket: route.bucket });
  // Whoever awaits it sees the failure; this only keeps a failure before that from ending the process.
  recorded.catch(() => undefined);
  request.exchange = { origin, actor, recorded };
  if (actor.key.readOnly && route.method !== "GET") {
    throw forbidden("This API key is read-only; use one that is not to make changes");
  }
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
