import type { FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../base/log.ts";

export const API_PREFIX = "/api/v3";

/** One line for each call, without its query. A key in the path is the log's to redact, as it does everywhere. */
export function logCall(log: Log, request: FastifyRequest, reply: FastifyReply): void {
  log.info({
    request: request.id,
    method: request.method,
    path: pathOf(request),
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 100) / 100,
    actor: request.exchange?.actor?.user.id,
    address: request.exchange?.origin.address,
  });
}

/** A defect, or something outside that does not work: for the operator. */
export function logFailure(log: Log, request: FastifyRequest, err: unknown): void {
  log.error({ request: request.id, method: request.method, path: pathOf(request), err }, "request failed");
}

/** The called path, percent-encoded, without its query. */
export function pathOf(request: FastifyRequest): string {
  return (request.raw.url ?? "").split("?", 1)[0] ?? "";
}
