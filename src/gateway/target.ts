import type { ErrorCode } from "../names/error-codes.ts";

export const TARGET_BYTES_MAX = 8 * 1024;

/** A request target of which every server that decodes it once sees the same segments. */
export interface Target {
  readonly ok: true;
  /** What to send on: one spelling per path, percent-encoded wherever a character could mean something. */
  readonly path: string;
  /** Decoded once. A slash at the end of the path adds none. */
  readonly segments: readonly string[];
  /** As it came, without its question mark; empty when there is none. */
  readonly query: string;
}

export interface RefusedTarget {
  readonly ok: false;
  readonly code: ErrorCode;
  /** For the client: what to change. */
  readonly message: string;
}

/**
 * Reads what stands between method and version in a request line. Refuses every form that the upstream
 * could take for another path than the one whose rule is charged.
 */
export function parseTarget(rawUrl: string): Target | RefusedTarget {
  if (rawUrl.length > TARGET_BYTES_MAX) return refuse(`The URL is longer than ${TARGET_BYTES_MAX} bytes`);
  if (!rawUrl.startsWith("/")) return refuse(formProblem(rawUrl));
  const isPlain = PLAIN.test(rawUrl);
  if (!isPlain && !ALLOWED.test(rawUrl)) return refuse(characterProblem(rawUrl));
  const mark = rawUrl.indexOf("?");
  const path = mark === -1 ? rawUrl : rawUrl.slice(0, mark);
  const query = mark === -1 ? "" : rawUrl.slice(mark + 1);
  const parts = path.slice(1).split("/");
  const endsInSlash = parts.at(-1) === "";
  if (endsInSlash) parts.pop();
  if (isPlain) {
    for (const part of parts) {
      const problem = vanishingProblem(part);
      if (problem !== undefined) return refuse(problem);
    }
    return { ok: true, path, segments: parts, query };
  }
  return parseEncoded(parts, endsInSlash, query);
}

/** Printable ASCII without "#". */
const ALLOWED = /^[!"$-~]*$/;
/** The same with a path in which nothing is encoded and nothing must be. */
const PLAIN = /^[\w.~!$&'()*+,;=:@/-]*(?:\?[!"$-~]*)?$/;
const ESCAPE_OR_RAW = /%[0-9A-Fa-f]{2}|["<>^`{|}]/g;
const ESCAPE = /%([0-9A-Fa-f]{2})/g;
const UNRESERVED = /[\w.~-]/;
const CONTROL = /[\0-\x1f\x7f-\x9f]/;
/** Some servers drop what follows a ";", others the spaces around a segment; either can leave dots or nothing. */
const DOTS = /^ *\.{1,2} *(?:;|$)/;
const NOTHING = /^ *(?:;|$)/;
const MAY_VANISH = /^[ .;]/;

function parseEncoded(parts: readonly string[], endsInSlash: boolean, query: string): Target | RefusedTarget {
  const segments: string[] = [];
  for (const part of parts) {
    const segment = decode(part);
    if (segment === undefined) return refuse("The URL is not correctly percent-encoded");
    const problem = segmentProblem(segment) ?? twiceEncodedProblem(segment);
    if (problem !== undefined) return refuse(problem);
    segments.push(segment);
  }
  const path = `/${parts.map(normalise).join("/")}${endsInSlash ? "/" : ""}`;
  return { ok: true, path, segments, query };
}

function decode(part: string): string | undefined {
  if (!part.includes("%")) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** As RFC 3986 section 6.2.2 has it, so that an encoded letter cannot hide a word that a rule knows. */
function normalise(part: string): string {
  return part.replace(ESCAPE_OR_RAW, (found) => {
    if (found.length === 1) return `%${found.charCodeAt(0).toString(16).toUpperCase()}`;
    const character = String.fromCharCode(Number.parseInt(found.slice(1), 16));
    return UNRESERVED.test(character) ? character : found.toUpperCase();
  });
}

function segmentProblem(segment: string): string | undefined {
  const problem = vanishingProblem(segment);
  if (problem !== undefined) return problem;
  if (segment.includes("/")) return 'The URL path must not contain an encoded slash, "%2F"';
  if (segment.includes("\\")) return "The URL path must not contain a backslash, encoded or not";
  if (segment.includes("?") || segment.includes("#")) {
    return 'The URL path must not contain an encoded "?" or "#"';
  }
  if (CONTROL.test(segment)) return "The URL path must not contain control characters";
  return undefined;
}

/** A segment that a server may take for another one, or for none. */
function vanishingProblem(segment: string): string | undefined {
  if (segment === "") return 'The URL path must not contain "//"';
  if (!MAY_VANISH.test(segment)) return undefined;
  if (DOTS.test(segment)) return 'The URL path must not contain the segments "." and ".."';
  if (NOTHING.test(segment)) return 'A part of the URL path must not be blank or begin with ";"';
  return undefined;
}

/** One decoding too many on the way to the upstream must not find a separator either. */
function twiceEncodedProblem(segment: string): string | undefined {
  if (!segment.includes("%")) return undefined;
  const again = segment.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  if (!/[/\\?#\0]/.test(again) && !DOTS.test(again) && !NOTHING.test(again)) return undefined;
  return "The URL path must not contain a separator or dots that are encoded twice";
}

function formProblem(rawUrl: string): string {
  if (rawUrl === "*") return 'The request target "*" is not supported; send a path';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(rawUrl)) {
    return "The request target must be a path, not an absolute URL; Tollgate is no forward proxy";
  }
  return 'The request target must be a path that begins with "/"';
}

function characterProblem(rawUrl: string): string {
  if (CONTROL.test(rawUrl)) return "The URL must not contain control characters";
  if (rawUrl.includes("#")) return 'The URL must not contain a fragment; encode "#" as "%23" in a query';
  return "The URL contains a space or a character outside ASCII; percent-encode it";
}

function refuse(message: string): RefusedTarget {
  return { ok: false, code: "BadRequestError", message };
}
