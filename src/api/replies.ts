import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { acceptsGzip } from "../base/compression.ts";
import { CsvAnswer } from "./csv.ts";
import type { ErrorReply } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import { JsonText } from "./json-text.ts";
import type { PageReply } from "./page.ts";
import { type Answer, AnswerWithCookies, EMPTY } from "./route.ts";

/** Sends a kept answer: at once, and without a promise, to a client that takes it as it is. */
export function sendKept(exchange: Exchange, json: JsonText): Promise<void> | undefined {
  if (acceptsGzip(exchange.request.headers["accept-encoding"])) return sendJson(exchange, 200, json);
  writeJson(exchange, 200, json.text, json.byteLength, []);
  return undefined;
}

/** Sends an answer: JSON, compressed when the client accepts it, or nothing at all. Always status 200. */
export async function sendAnswer(exchange: Exchange, answer: Answer): Promise<void> {
  if (answer instanceof JsonText) return sendJson(exchange, 200, answer);
  if (answer instanceof CsvAnswer) return sendCsv(exchange, answer);
  if (answer instanceof AnswerWithCookies) {
    const cookies = answer.cookies.flatMap((cookie) => ["set-cookie", cookie]);
    return sendObject(exchange, answer.answer, cookies);
  }
  return sendObject(exchange, answer, []);
}

async function sendObject(
  exchange: Exchange,
  answer: object | typeof EMPTY,
  headers: readonly string[],
): Promise<void> {
  if (answer !== EMPTY) return sendJson(exchange, 200, JsonText.of(answer), headers);
  // VirusTotal's Go client accepts an empty answer only with its length.
  exchange.response.writeHead(200, [...commonHeaders(exchange.id), ...headers, "content-length", "0"]).end();
}

/** Sends an error in VirusTotal's envelope, with more headers as names and values in turn. */
export async function sendError(
  exchange: Exchange,
  { status, body, retryAfterSeconds }: ErrorReply,
  headers: readonly string[],
): Promise<void> {
  const retryAfter = retryAfterSeconds === undefined ? [] : ["retry-after", String(retryAfterSeconds)];
  return sendJson(exchange, status, JsonText.of(body), [...retryAfter, ...headers]);
}

export function sendPage({ response, id }: Exchange, { status, headers, body }: PageReply): void {
  const length = String(Buffer.byteLength(body));
  const all = [...commonHeaders(id), ...pairsOf(headers), "content-length", length];
  response.writeHead(status, all).end(body);
}

async function sendJson(
  exchange: Exchange,
  status: number,
  json: JsonText,
  headers: readonly string[] = [],
): Promise<void> {
  if (!acceptsGzip(exchange.request.headers["accept-encoding"])) {
    writeJson(exchange, status, json.text, json.byteLength, headers);
    return;
  }
  const body = await json.compressed();
  writeJson(exchange, status, body, body.length, ["content-encoding", "gzip", ...headers]);
}

/** As a string a body leaves in one piece with the head; a buffer is a second write. */
function writeJson(
  { response, id }: Exchange,
  status: number,
  body: string | Buffer,
  byteLength: number,
  headers: readonly string[],
): void {
  const all = commonHeaders(id);
  all.push(
    "content-type",
    "application/json; charset=utf-8",
    "content-length",
    String(byteLength),
    "vary",
    "Accept-Encoding",
    ...headers,
  );
  response.writeHead(status, all);
  // Nearly every body is ASCII, which leaves faster when nothing in it has to be encoded.
  if (typeof body === "string" && body.length === byteLength) response.end(body, "latin1");
  else response.end(body);
}

/** Reads the first line before the head leaves, so that whatever is refused is refused with its status. */
async function sendCsv({ request, response, id }: Exchange, { fileName, lines }: CsvAnswer): Promise<void> {
  const iterator = lines[Symbol.asyncIterator]();
  const first = await iterator.next();
  const second = await iterator.next();
  const isCompressed = acceptsGzip(request.headers["accept-encoding"]);
  const head = commonHeaders(id);
  if (isCompressed) head.push("content-encoding", "gzip");
  head.push("content-type", "text/csv; charset=utf-8; header=present");
  head.push("content-disposition", `attachment; filename="${fileName}"`, "vary", "Accept-Encoding");
  response.writeHead(200, head);
  const rest = { [Symbol.asyncIterator]: () => iterator };
  const text = Readable.from(request.method === "HEAD" ? [] : linesFrom([first, second], rest), {
    objectMode: false,
  });
  await pipeline([text, ...(isCompressed ? [createGzip()] : []), response]);
}

async function* linesFrom(
  first: readonly IteratorResult<string>[],
  rest: AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  for (const { done, value } of first) if (!done) yield value;
  yield* rest;
}

/** Names and values in turn; a header with several values stands there several times. */
function pairsOf(headers: PageReply["headers"]): string[] {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [name, value]),
  );
}

/** Names and values in turn. */
function commonHeaders(id: string): string[] {
  return ["x-request-id", id, "x-content-type-options", "nosniff", "cache-control", "no-store"];
}
