import type { FastifyReply, FastifyRequest } from "fastify";
import { acceptsGzip, compress } from "../base/compression.ts";
import type { ErrorReply } from "./errors.ts";
import { type Answer, AnswerWithCookies, EMPTY } from "./route.ts";

/** Sends an answer: JSON, compressed when the client accepts it, or nothing at all. Always status 200. */
export async function sendAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
): Promise<void> {
  if (answer instanceof AnswerWithCookies) {
    reply.header("set-cookie", [...answer.cookies]);
    return sendAnswer(request, reply, answer.answer);
  }
  if (answer !== EMPTY) return sendJson(request, reply.code(200), JSON.stringify(answer));
  // VirusTotal's Go client accepts an empty answer only with its length.
  reply
    .code(200)
    .headers({ ...commonHeaders(request), "content-length": "0" })
    .send();
}

/** Sends an error in VirusTotal's envelope. */
export async function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: ErrorReply,
): Promise<void> {
  if (error.retryAfterSeconds !== undefined) reply.header("retry-after", String(error.retryAfterSeconds));
  return sendJson(request, reply.code(error.status), JSON.stringify(error.body));
}

/** Sends text that is JSON already. */
export async function sendJson(request: FastifyRequest, reply: FastifyReply, json: string): Promise<void> {
  const isCompressed = acceptsGzip(request.headers["accept-encoding"]);
  // As a string it leaves in one piece with the headers; a buffer would be a second write.
  const body = isCompressed ? await compress(Buffer.from(json)) : json;
  reply
    .headers({
      ...commonHeaders(request),
      ...(isCompressed && { "content-encoding": "gzip" }),
      "content-type": "application/json; charset=utf-8",
      "content-length": String(Buffer.byteLength(body)),
      vary: "Accept-Encoding",
    })
    .send(body);
}

function commonHeaders(request: FastifyRequest) {
  return {
    "x-request-id": request.id,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  };
}
