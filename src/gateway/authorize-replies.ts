import type { IncomingMessage, ServerResponse } from "node:http";
import type { KeyActor } from "../access/actor.ts";
import type { AccessError } from "../model/errors.ts";
import { HTTP_STATUS } from "../wire/error.ts";
import { commonHeaders, endReply, envelopeOf, mustClose } from "./replies.ts";
import { hasBody } from "./upload.ts";

const EMPTY = Buffer.alloc(0);

/** Says yes, whose call it is, and what is left of the limits that it met. */
export function sendAllowance(
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
  actor: KeyActor,
  limitHeaders: readonly string[],
): void {
  sendEmpty(request, response, 200, ["x-request-id", id, ...identityHeaders(actor), ...limitHeaders]);
}

/**
 * Says no in a way that nginx passes on. What it is to make of that comes in headers, the body as one line
 * of ASCII among them: https://nginx.org/en/docs/http/ngx_http_auth_request_module.html
 */
export function sendErrorForNginx(
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
  error: AccessError,
  limitHeaders: readonly string[] = [],
): void {
  const status = HTTP_STATUS[error.code];
  const headers = [...commonHeaders(id), "x-tollgate-status", String(status)];
  headers.push("x-tollgate-error", asciiJson(envelopeOf(error).toString()), ...limitHeaders);
  if (error.retryAfterSeconds !== undefined) headers.push("retry-after", String(error.retryAfterSeconds));
  sendEmpty(request, response, status === 401 ? 401 : 403, headers);
}

/**
 * Who calls, as names and values in turn. The group is named even when there is none, since a proxy that
 * copies only what is there would let through what a client says of himself.
 */
function identityHeaders({ user, key }: KeyActor): readonly string[] {
  return [
    "X-Tollgate-User",
    headerValue(user.id),
    "X-Tollgate-Group",
    headerValue(user.membership?.groupId ?? ""),
    "X-Tollgate-Key-Id",
    headerValue(key.id),
  ];
}

function sendEmpty(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: string[],
): void {
  headers.push("cache-control", "no-store", "content-length", "0");
  if (!hasBody(request)) {
    response.writeHead(status, headers);
    response.end();
    return;
  }
  // Nobody waits for a body here: what follows of it is thrown away.
  if (mustClose(request)) headers.push("connection", "close");
  response.writeHead(status, headers);
  endReply(request, response, EMPTY);
}

const PLAIN = /^[\x20-\x7e]*$/;

/** Nothing that could end a header line or begin another one. */
function headerValue(text: string): string {
  return PLAIN.test(text) ? text : text.replace(/[^\x20-\x7e]/g, "?");
}

/** The same JSON without a character outside ASCII. */
function asciiJson(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
