import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import type { Actor, Origin } from "../access/actor.ts";
import { type Log, redactKeys } from "../base/log.ts";
import { type AccessError, badRequest, forbidden, notFound } from "../model/errors.ts";
import { quote } from "../model/quote.ts";
import type { Cursors } from "./cursors.ts";
import { errorReply, isUnforeseen, toAccessError } from "./errors.ts";
import type { Origins } from "./origins.ts";
import { parseJson, readQuery, refuseUnstorable } from "./parsing.ts";
import { sendAnswer, sendError, sendJson } from "./replies.ts";
import type { Route, RouteDescription } from "./route.ts";
import { allowedMethods } from "./templates.ts";

const PREFIX = "/api/v3";
const KIB = 1024;
const BODY_BYTES_MAX = 1024 * KIB;
/** Longer than any name, address or key. */
const PARAM_LENGTH_MAX = 512;

/** Turns the key of a call into its actor; raises the errors of access/authenticator.ts. */
export interface Authenticates {
  authenticate(key: string | undefined, origin: Origin): Promise<Actor>;
}

/** Counts a call; resolves once the count cannot be lost. */
export interface RecordsUsage {
  record(call: { readonly actor: Actor; readonly bucket: string }): Promise<void>;
}

export interface RefusedCall {
  readonly actor: Actor;
  readonly route: RouteDescription;
  /** The called path after /api/v3, without keys. */
  readonly path: string;
  readonly error: AccessError;
}

export interface AppOptions {
  readonly routes: readonly Route[];
  /** The OpenAPI document of the same routes. */
  readonly document: object;
  readonly authenticator: Authenticates;
  readonly usage: RecordsUsage;
  /** Told of every call refused with 403, before it is answered. */
  onRefused(call: RefusedCall): Promise<void>;
  readonly cursors: Cursors;
  readonly origins: Origins;
  readonly log: Log;
}

/** What is known of a call while it is being answered. */
interface Exchange {
  readonly origin: Origin;
  readonly actor: Actor | undefined;
  readonly recorded: Promise<void>;
}

declare module "fastify" {
  interface FastifyRequest {
    exchange: Exchange | null;
  }
}

/** The API over HTTP. The caller owns the listener and hands requests to `routing`. */
export function buildApp(options: AppOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX, querystringParser: readQuery },
    exposeHeadRoutes: false,
    genReqId: (request) => options.origins.requestId(request),
    // Only URLs that the router cannot read come here, past every hook.
    frameworkErrors: (error, request, reply) => {
      void answerError(options, undefined, error, request, reply).then(() =>
        logCall(options.log, request, reply),
      );
    },
  });
  app.decorateRequest("exchange", null);
  app.addHook("onResponse", async (request, reply) => logCall(options.log, request, reply));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, async (request: FastifyRequest, bytes: Buffer) => {
    refuseEncodedBody(request);
    return parseJson(bytes);
  });
  app.setErrorHandler((error, request, reply) => answerError(options, undefined, error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const error = unknownResource(options.routes, request, reply);
    return answerError(options, undefined, error, request, reply);
  });
  const document = JSON.stringify(options.document);
  app.get(`${PREFIX}/openapi.json`, (request, reply) => sendJson(request, reply.code(200), document));
  for (const route of options.routes) addRoute(app, options, route);
  return app;
}

function addRoute(app: FastifyInstance, options: AppOptions, route: Route): void {
  app.route({
    method: route.method === "GET" ? ["GET", "HEAD"] : route.method,
    url: PREFIX + route.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    onRequest: async (request) => {
      // Without a content type every body goes to our parser: clients send JSON under any of them.
      delete request.raw.headers["content-type"];
      request.exchange = await beginExchange(options, route, request);
    },
    handler: async (request, reply) => {
      const answer = await route.run(callOf(options, route, request));
      await request.exchange?.recorded;
      await sendAnswer(request, reply, answer);
      return reply;
    },
    errorHandler: (error, request, reply) => answerError(options, route, error, request, reply),
  });
}

/** The count runs beside the handler; the answer waits for both. */
async function beginExchange(options: AppOptions, route: Route, request: FastifyRequest): Promise<Exchange> {
  const origin = options.origins.originOf(request.raw, request.id);
  if (route.access === "anonymous") return { origin, actor: undefined, recorded: Promise.resolve() };
  const key = request.headers["x-apikey"];
  const actor = await options.authenticator.authenticate(Array.isArray(key) ? key[0] : key, origin);
  const recorded = options.usage.record({ actor, bucket: route.bucket });
  // Whoever awaits it sees the failure; this only keeps a failure before that from ending the process.
  recorded.catch(() => undefined);
  return { origin, actor, recorded };
}

function callOf(options: AppOptions, route: Route, request: FastifyRequest) {
  const { exchange } = request;
  if (exchange === null) throw new Error("A handler ran before its exchange began");
  if (exchange.actor?.key.readOnly && route.method !== "GET") {
    throw forbidden("This API key is read-only; use one that is not to make changes");
  }
  for (const value of Object.values(request.params ?? {})) refuseUnstorable("The URL", String(value));
  return {
    ...exchange,
    params: request.params,
    query: undefined,
    body: request.body,
    rawQuery: request.query as Record<string, string | string[]>,
    headers: request.headers,
    baseUrl: options.origins.baseUrlOf(request.raw),
    path: pathOf(request).slice(PREFIX.length),
    route,
    cursors: options.cursors,
  };
}

/** The one place where an error becomes an answer. */
async function answerError(
  options: AppOptions,
  route: Route | undefined,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const error = toAccessError(thrown, request.id);
  if (isUnforeseen(error)) logFailure(options.log, request, error.cause);
  const actor = request.exchange?.actor;
  try {
    if (error.code === "ForbiddenError" && actor !== undefined && route !== undefined) {
      const path = redactKeys(pathOf(request).slice(PREFIX.length));
      await options.onRefused({ actor, route, path, error });
    }
    await request.exchange?.recorded;
  } catch (failure) {
    logFailure(options.log, request, failure);
    return sendError(request, reply, errorReply(toAccessError(failure, request.id)));
  }
  return sendError(request, reply, errorReply(error));
}

function unknownResource(
  routes: readonly Route[],
  request: FastifyRequest,
  reply: FastifyReply,
): AccessError {
  const path = pathOf(request);
  const allowed = path.startsWith(`${PREFIX}/`) ? allowedMethods(routes, path.slice(PREFIX.length)) : [];
  if (allowed.length === 0) return notFound("Resource", redactKeys(path));
  reply.header("allow", allowed.join(", "));
  return badRequest(`Method ${request.method} is not supported here; use ${allowed.join(" or ")}`);
}

function refuseEncodedBody(request: FastifyRequest): void {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    throw badRequest(
      `The request body must not be compressed, but its Content-Encoding is ${quote(encoding)}`,
    );
  }
}

function pathOf(request: FastifyRequest): string {
  return (request.raw.url ?? "").split("?", 1)[0] ?? "";
}

function logCall(log: Log, request: FastifyRequest, reply: FastifyReply): void {
  log.info({
    request: request.id,
    method: request.method,
    path: redactKeys(pathOf(request)),
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 100) / 100,
    actor: request.exchange?.actor?.user.id,
    address: request.exchange?.origin.address,
  });
}

function logFailure(log: Log, request: FastifyRequest, err: unknown): void {
  log.error(
    { request: request.id, method: request.method, path: redactKeys(pathOf(request)), err },
    "request failed",
  );
}
