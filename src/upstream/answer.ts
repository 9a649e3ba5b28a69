import { UpstreamError } from "./upstream-error.ts";

/** An answer as a value, so that a fault can be played on any of them. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | BodyStream;
}

/** Bytes that are made while they are sent. */
export interface BodyStream {
  readonly length: number;
  chunks(): Iterable<Buffer>;
}

export function json(body: object, headers: Readonly<Record<string, string>> = {}, status = 200): Answer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

export const EMPTY: Answer = { status: 200, headers: {}, body: Buffer.alloc(0) };

/** VirusTotal's envelope; what nobody foresaw shows as it would there, without an explanation. */
export function answerTo(error: unknown): Answer {
  if (error instanceof UpstreamError) {
    return json({ error: { code: error.code, message: error.message } }, {}, error.status);
  }
  return json({ error: { code: "TransientError", message: "The demo failed" } }, {}, 503);
}
