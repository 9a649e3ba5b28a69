import { type FastifyInstance, type FastifyRequest, fastify } from "fastify";
import { badRequest } from "../model/errors.ts";
import { quote } from "../model/quote.ts";
import { API_PREFIX, logCall } from "./call-log.ts";
import { beginExchange, callOf, type ExchangeOptions } from "./exchange.ts";
import { answerError, answerUnknown, type FailureOptions } from "./failures.ts";
import { parseJson, readQuery } from "./parsing.ts";
import { sendAnswer, sendJson } from "./replies.ts";
import type { Route } from "./route.ts";

const KIB = 1024;
const BODY_BYTES_MAX = 1024 * KIB;
/** Of callers who have not shown a key: nobody is to fill the memory who could not be named. */
const STRANGERS_BODY_BYTES_MAX = 64 * KIB;
/** Longer than any name, address or key. */
const PARAM_LENGTH_MAX = 512;

export interface AppOptions extends ExchangeOptions, FailureOptions {
  /** Makes the OpenAPI document of the routes; asked once, when somebody wants to read it. */
  readonly document: () => object;
}

/** The API over HTTP. The caller owns the listener and hands requests to `routing`. */
export function buildApp(options: AppOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: STRANGERS_BODY_BYTES_MAX,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX, querystringParser: readQuery },
    exposeHeadRoutes: false,
    // Nothing is left to Fastify's own schemas, whose compilers would take time and memory of every start.
    schemaController: {
      compilersFactory: { buildValidator: () => noSchemas, buildSerializer: () => noSchemas },
    },
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
  app.setNotFoundHandler((request, reply) => answerUnknown(options, request, reply));
  let document: string | undefined;
  app.get(`${API_PREFIX}/openapi.json`, (request, reply) => {
    document ??= JSON.stringify(options.document());
    return sendJson(request, reply.code(200), document);
  });
  for (const route of options.routes) addRoute(app, options, route);
  return app;
}

function noSchemas(): never {
  throw new Error("Routes describe their input in route.ts, not to Fastify");
}

function addRoute(app: FastifyInstance, options: AppOptions, route: Route): void {
  app.route({
    method: route.method === "GET" ? ["GET", "HEAD"] : route.method,
    url: API_PREFIX + route.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    bodyLimit: route.access === "key" ? BODY_BYTES_MAX : STRANGERS_BODY_BYTES_MAX,
    onRequest: async (request) => {
      // Without a content type every body goes to our parser: clients send JSON under any of them.
      delete request.raw.headers["content-type"];
      await beginExchange(options, route, request);
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

function refuseEncodedBody(request: FastifyRequest): void {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    throw badRequest(
      `The request body must not be compressed, but its Content-Encoding is ${quote(encoding)}`,
    );
  }
}
