import type { IncomingMessage, ServerResponse } from "node:http";
import { acceptsGzip, compress } from "../base/compression.ts";
import { redactKeys } from "../base/log.ts";
import type { AccessError } from "../model/errors.ts";
import { type ErrorResponse, HTTP_STATUS } from "../wire/error.ts";
import { textOf } from "./headers.ts";
import { hasBody } from "./upload.ts";

const MIB = 1024 * 1024;
/** So much of a body that nobody wants is read to the end, to keep the connection. */
const KEPT_BYTES_MAX = MIB;
/** So much of a longer one, so that the caller, who may still be sending, gets to read why it is not wanted. */
const DISCARDED_BYTES_MAX = 64 * MIB;
const DISCARD_MS = 10_000;
const SINGLE_WRITE_BYTES_MAX = 16 * 1024;

/** What every answer of the gateway has. Names and values in turn. */
export function commonHeaders(id: string): string[] {
  return ["x-request-id", id, "x-content-type-options", "nosniff"];
}

/** Sends an error in VirusTotal's envelope, with more headers as names and values in turn. */
export async function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
  error: AccessError,
  headers: readonly string[] = [],
): Promise<void> {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = envelopeOf(error);
  const isGzip = acceptsGzip(textOf(request.headers["accept-encoding"]));
  const bytes = isGzip ? await compress(body) : body;
  response.writeHead(HTTP_STATUS[error.code], [
    ...commonHeaders(id),
    "cache-control",
    "no-store",
    "content-type",
    "application/json; charset=utf-8",
    "content-length",
    String(bytes.length),
    "vary",
    "Accept-Encoding",
    ...(isGzip ? ["content-encoding", "gzip"] : []),
    ...(error.retryAfterSeconds === undefined ? [] : ["retry-after", String(error.retryAfterSeconds)]),
    ...headers,
    ...(mustClose(request) ? ["connection", "close"] : []),
  ]);
  endReply(request, response, bytes);
}

export function envelopeOf({ code, message }: AccessError): Buffer {
  return Buffer.from(
    JSON.stringify({ error: { code, message: redactKeys(message) } } satisfies ErrorResponse),
  );
}

/** Whether the connection cannot be used again because too much of the request is still to come. */
export function mustClose(request: IncomingMessage): boolean {
  if (request.complete || !hasBody(request)) return false;
  return !(Number(request.headers["content-length"]) <= KEPT_BYTES_MAX);
}

/** Sends the end of an answer whose head was written, and gets rid of what is still to come of the request. */
export function endReply(request: IncomingMessage, response: ServerResponse, bytes: Buffer): void {
  if (!mustClose(request)) {
    // As a string a short body leaves in one piece with the head; a buffer would be a second write.
    if (bytes.length > SINGLE_WRITE_BYTES_MAX) response.end(bytes);
    else response.end(bytes.toString("latin1"), "latin1");
    if (!request.complete) request.resume();
    return;
  }
  // Closing at once would reset the connection, and with it the answer that is on its way.
  response.write(bytes);
  let discarded = 0;
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, DISCARD_MS);
  request.on("data", (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > DISCARDED_BYTES_MAX) end();
  });
  request.once("end", end);
  response.once("close", () => clearTimeout(timer));
  request.resume();
}
