import type { IncomingHttpHeaders } from "node:http";
import { acceptsGzip } from "../base/compression.ts";
import type { Upstream } from "./upstream.ts";

/**
 * What goes to an upstream, and nothing else: no key and no cookie of the caller's, nothing that says who
 * he is or claims to be, nothing that belongs to his connection. Headers beginning with x-tollgate- are
 * ours, so none passes in either direction.
 */
const REQUEST_HEADERS = [
  "accept",
  "accept-language",
  "user-agent",
  "x-tool",
  "range",
  "if-range",
  "if-match",
  "if-none-match",
  "if-modified-since",
  "if-unmodified-since",
  // VirusTotal wants it when rulesets are deleted in bulk.
  "x-confirm-delete",
] as const;

const BODY_HEADERS = ["content-type", "content-encoding", "content-language", "content-length"] as const;

/** What comes back besides the length and the coding, which may change on the way. */
const ANSWER_HEADERS = [
  "content-type",
  "content-disposition",
  "content-language",
  "content-range",
  "accept-ranges",
  "etag",
  "last-modified",
] as const;

/** Names and values in turn. `upstream` is undefined for a host that must not get the key. */
export function requestHeaders(
  headers: IncomingHttpHeaders,
  hasBody: boolean,
  upstream: Upstream | undefined,
): string[] {
  const list = ["accept-encoding", acceptsGzip(textOf(headers["accept-encoding"])) ? "gzip" : "identity"];
  copy(REQUEST_HEADERS, headers, list);
  if (hasBody) copy(BODY_HEADERS, headers, list);
  if (upstream === undefined) return list;
  // A key header of the operator's choice may be one that is copied; his is the only one.
  const { key, keyHeader } = upstream;
  for (let index = list.length - 2; index >= 0; index -= 2) {
    if (list[index] === keyHeader) list.splice(index, 2);
  }
  list.push(keyHeader, key);
  return list;
}

/** Names and values in turn, for the caller. A value with the upstream's key in it is left out. */
export function answerHeaders(headers: IncomingHttpHeaders, key: string): string[] {
  const list = ["cache-control", cacheControl(textOf(headers["cache-control"]))];
  copy(ANSWER_HEADERS, headers, list);
  for (let index = list.length - 2; index >= 0; index -= 2) {
    if (list[index + 1]?.includes(key) === true) list.splice(index, 2);
  }
  return list;
}

/** A header that is there once; of one that is there several times the first. */
export function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** The query without the caller's key, which VirusTotal's older interface takes as a parameter. */
export function withoutKey(query: string): string {
  if (!/key|%/i.test(query)) return query;
  return query
    .split("&")
    .filter((pair) => !KEY_PARAMETER.test(decoded(pair.split("=", 1)[0] ?? "")))
    .join("&");
}

const KEY_PARAMETER = /^\s*(?:x-)?api[_-]?key\s*$/i;

function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll("+", " "));
  } catch {
    return name;
  }
}

/** An answer was paid for by one caller: a cache between us must not give it to another. */
function cacheControl(value: string | undefined): string {
  if (value === undefined) return "no-store";
  if (/\b(?:private|no-store)\b/i.test(value)) return value;
  return ["private", ...value.split(",").map((part) => part.trim())]
    .filter((part) => part !== "" && !/^(?:public$|s-maxage\b)/i.test(part))
    .join(", ");
}

function copy(names: readonly string[], headers: IncomingHttpHeaders, list: string[]): void {
  for (const name of names) {
    const value = headers[name];
    if (value !== undefined) list.push(name, Array.isArray(value) ? value.join(", ") : value);
  }
}
