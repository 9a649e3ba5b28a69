import type { FastifyReply, FastifyRequest } from "fastify";
import { acceptsGzip, compress } from "./compression.ts";
import type { ErrorReply } from "./errors.ts";
import { type Answer, EMPTY } from "./route.ts";

/** Sends an answer: JSON, compressed when the client accepts it, or nothing at all. Always status 200. */
export async function sendAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
): Promise<void> {
  setCommonHeaders(request, reply);
  if (answer === EMPTY) {
    // VirusTotal's Go client accepts an empty answer only with its length.
    reply.code(200).header("content-length", "0").send();
    return;
  }
  await sendJson(request, reply.code(200), JSON.stringify(answer));
}

/** Sends an error in VirusTotal's envelope. */
export async function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: ErrorReply,
): Promise<void> {
  setCommonHeaders(request, reply);
  if (error.retryAfterSeconds !== undefined) reply.header("retry-after", String(error.retryAfterSeconds));
  await sendJson(request, reply.code(error.status), JSON.stringify(error.body));
}

/** Sends text that is JSON already. */
export async function sendJson(request: FastifyRequest, reply: FastifyReply, json: string): Promise<void> {
  setCommonHeaders(request, reply);
  let bytes: Buffer = Buffer.from(json);
  if (acceptsGzip(request.headers["accept-encoding"])) {
    bytes = await compress(bytes);
    reply.header("content-encoding", "gzip");
  }
  reply.headers({
    "content-type": "application/json",
    "content-length": String(bytes.length),
    vary: "Accept-Encoding",
  });
  reply.send(bytes);
}

function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    "x-request-id": request.id,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  });
}
