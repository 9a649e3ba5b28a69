import type { IncomingMessage } from "node:http";

/** What is no part of the API but is served beside it; like a route, it is data. */
export interface Page {
  readonly method: "GET" | "PUT" | "POST";
  /** A template such as `/invitations/{token}`. */
  readonly path: string;
  /** The body is a form: `URLSearchParams` instead of JSON. */
  readonly isForm?: true;
  answer(call: PageCall): PageReply | Promise<PageReply>;
}

export interface PageCall {
  readonly request: IncomingMessage;
  /** The request's id, for the log. */
  readonly id: string;
  /** The JSON or the form of the body; undefined when there is none. */
  readonly body: unknown;
}

/** Besides its headers it gets the request's id, and like everything here it is not to be stored. */
export interface PageReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

export function jsonPage(status: number, body: object): PageReply {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(body),
  };
}
