import type { IncomingMessage, ServerResponse } from "node:http";
import { type AccessError, badRequest } from "../model/errors.ts";
import { quote } from "../model/quote.ts";
import { parseJson } from "./parsing.ts";

const KIB = 1024;
export const BODY_BYTES_MAX = 1024 * KIB;
/** Of callers who have not shown a key: nobody is to fill the memory who could not be named. */
export const STRANGERS_BODY_BYTES_MAX = 64 * KIB;

/**
 * The JSON in the body of a request, whatever its content type says: clients send it under any. Undefined when there is
 * none; what comes with GET and HEAD means nothing (RFC 9110, section 9.3). Raises BadRequestError.
 */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  bytesMax: number,
): Promise<unknown> {
  const bytes = await readPlain(request, response, bytesMax);
  return bytes && parseJson(bytes);
}

/** The same of a form, as application/x-www-form-urlencoded writes it. */
export async function readForm(
  request: IncomingMessage,
  response: ServerResponse,
  bytesMax: number,
): Promise<URLSearchParams | undefined> {
  const bytes = await readPlain(request, response, bytesMax);
  return bytes && new URLSearchParams(bytes.toString("utf8"));
}

async function readPlain(
  request: IncomingMessage,
  response: ServerResponse,
  bytesMax: number,
): Promise<Buffer | undefined> {
  const { method, headers } = request;
  if (method === "GET" || method === "HEAD") return undefined;
  if (headers["transfer-encoding"] === undefined && (headers["content-length"] ?? "0") === "0")
    return undefined;
  const bytes = await readBytes(request, response, bytesMax);
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    throw badRequest(
      `The request body must not be compressed, but its Content-Encoding is ${quote(encoding)}`,
    );
  }
  return bytes;
}

async function readBytes(
  request: IncomingMessage,
  response: ServerResponse,
  bytesMax: number,
): Promise<Buffer> {
  if (Number(request.headers["content-length"]) > bytesMax) throw tooLarge(response);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let length = 0;
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > bytesMax) reject(tooLarge(response));
    else chunks.push(chunk);
  });
  request.once("end", () => resolve(Buffer.concat(chunks)));
  request.once("error", () => reject(badRequest("The request broke off before its body was there")));
  return promise;
}

/** The rest of the body is not waited for, so the connection cannot be used again. */
function tooLarge(response: ServerResponse): AccessError {
  if (!response.headersSent) response.setHeader("connection", "close");
  return badRequest("The request body is larger than 1 MiB, or than 64 KiB where no API key is needed");
}
