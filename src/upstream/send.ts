import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { type Answer, json } from "./answer.ts";
import type { Fault } from "./faults.ts";
import { codeOf } from "./upstream-error.ts";

const GZIP_LEVEL = 1;

/** Sends an answer, compressed where the caller takes gzip. */
export async function send(
  message: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): Promise<void> {
  const { headers, body } = compressed(message, answer);
  response.writeHead(answer.status, { ...headers, "content-length": body.length });
  if (Buffer.isBuffer(body)) {
    response.end(body);
    return;
  }
  for (const chunk of body.chunks()) {
    if (!response.write(chunk) && !(await hasDrained(response))) return;
  }
  response.end();
}

/** Plays what is left of a fault once its delay is over; `answer` is what would have been sent. */
export async function sendFaulty(
  message: IncomingMessage,
  response: ServerResponse,
  fault: Fault,
  answer: () => Promise<Answer>,
): Promise<void> {
  switch (fault.mode) {
    case "quota":
      return send(message, response, errorAnswer(429));
    case "error":
      return send(message, response, errorAnswer(fault.status ?? 503));
    case "slow":
      return send(message, response, await answer());
    case "hang":
      return;
    case "reset":
      message.socket.resetAndDestroy();
      return;
    case "truncated":
      return sendTruncated(message, response, compressed(message, await answer()), fault.bytes);
    case "garbage":
      return send(message, response, {
        status: 200,
        headers: { "content-type": "application/json" },
        body: Buffer.from('{"data": {"id": "unfinished"'),
      });
    case "not-http":
      message.socket.end("\u0000\u0001 this is not HTTP\r\n\r\n");
      return;
  }
}

function errorAnswer(status: number): Answer {
  const code = codeOf(status);
  if (status === 429)
    return json({ error: { code: "QuotaExceededError", message: "Quota exceeded" } }, {}, 429);
  if (code !== undefined) {
    return json({ error: { code, message: "The demo was told to fail" } }, {}, status);
  }
  // Statuses that are not in VirusTotal's table come from what stands in front of it, as pages.
  const page = `<html><title>Error ${status}</title><h1>Server Error</h1></html>`;
  return { status, headers: { "content-type": "text/html; charset=UTF-8" }, body: Buffer.from(page) };
}

/** The head promises the whole body; the connection breaks before it is there. */
async function sendTruncated(
  message: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Answer,
  bytes: number | undefined,
): Promise<void> {
  response.writeHead(status, { ...headers, "content-length": body.length });
  response.flushHeaders();
  let left = Math.min(bytes ?? Math.floor(body.length / 2), body.length - 1);
  for (const chunk of Buffer.isBuffer(body) ? [body] : body.chunks()) {
    if (left <= 0) break;
    if (!response.write(chunk.subarray(0, left)) && !(await hasDrained(response))) return;
    left -= chunk.length;
  }
  // What was written leaves before the end of the connection does.
  message.socket.destroySoon();
}

function compressed(message: IncomingMessage, answer: Answer): Answer {
  const { body, headers } = answer;
  const isJson = headers["content-type"]?.startsWith("application/json") === true;
  if (!isJson || !Buffer.isBuffer(body) || !takesGzip(message.headers["accept-encoding"])) return answer;
  return {
    ...answer,
    headers: { ...headers, "content-encoding": "gzip", vary: "accept-encoding" },
    body: gzipSync(body, { level: GZIP_LEVEL }),
  };
}

function takesGzip(accepted: string | string[] | undefined): boolean {
  return /(?:^|,)\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/i.test(String(accepted ?? ""));
}

/** False when whoever should read is gone. */
async function hasDrained(response: ServerResponse): Promise<boolean> {
  if (response.destroyed) return false;
  const stop = new AbortController();
  const either = (event: string) => once(response, event, { signal: stop.signal });
  try {
    await Promise.race([either("drain"), either("close")]);
    return !response.destroyed;
  } finally {
    stop.abort();
  }
}
