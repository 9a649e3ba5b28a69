import type { IncomingMessage } from "node:http";
import { type AccessError, badRequest } from "../model/errors.ts";
import { textOf } from "./headers.ts";

export const AUTHORIZE_PATH = "/authorize";

/** The call that a proxy asks about, as its client sent it. */
export interface AskedCall {
  readonly method: string;
  readonly url: string;
}

/** Each kind of proxy has names of its own for what it tells. */
const HEADERS = [
  { method: "x-original-method", url: "x-original-uri", say: "X-Original-Method and X-Original-URI" },
  { method: "x-forwarded-method", url: "x-forwarded-uri", say: "X-Forwarded-Method and X-Forwarded-Uri" },
] as const;

/** Whether the target is this door's; what follows `/authorize/` is the path that is asked about. */
export function isAuthorizeUrl(url: string): boolean {
  if (!url.startsWith(AUTHORIZE_PATH)) return false;
  const next = url.charCodeAt(AUTHORIZE_PATH.length);
  return Number.isNaN(next) || next === SLASH || next === QUESTION_MARK;
}

/** Whether the answer must be one that nginx passes on: it knows 2xx, 401 and 403, and takes the rest for a failure. */
export function isForNginx({ url }: IncomingMessage): boolean {
  return url === `${AUTHORIZE_PATH}?mode=nginx`;
}

/**
 * Raises BadRequestError when the call is not told, or told twice and differently: one telling is the
 * proxy's, and the other one its client's, who would like to pay for something cheaper.
 */
export function askedCall({ url = "", method = "", headers }: IncomingMessage): AskedCall {
  let asked: AskedCall | undefined;
  if (url.charCodeAt(AUTHORIZE_PATH.length) === SLASH) {
    asked = { method, url: url.slice(AUTHORIZE_PATH.length) };
  }
  for (const names of HEADERS) {
    const told = { method: textOf(headers[names.method]), url: textOf(headers[names.url]) };
    if (told.method === undefined && told.url === undefined) continue;
    if (told.method === undefined || told.url === undefined) throw halfTold(names.say);
    if (asked !== undefined && (asked.method !== told.method || asked.url !== told.url)) throw twiceTold();
    asked = { method: told.method, url: told.url };
  }
  if (asked === undefined) throw untold();
  return asked;
}

const SLASH = 0x2f;
const QUESTION_MARK = 0x3f;

function halfTold(names: string): AccessError {
  return badRequest(`${names} must come together; the configuration of the proxy must set both`);
}

function twiceTold(): AccessError {
  return badRequest(
    "Two headers tell of two different calls; the configuration of the proxy must remove those that it does not set",
  );
}

function untold(): AccessError {
  return badRequest(
    "This address is for proxies, which must tell of the call in question: by X-Original-Method and X-Original-URI, by X-Forwarded-Method and X-Forwarded-Uri, or by its path after /authorize",
  );
}
