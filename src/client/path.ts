import { ClientError } from "./client-error.ts";

/**
 * Builds a path from a template, every inserted id as one percent-encoded segment. Raises ClientError for
 * an id that cannot be a segment: `..` would name another resource.
 */
export function path(texts: TemplateStringsArray, ...ids: readonly string[]): string {
  return String.raw({ raw: texts }, ...ids.map(encodeSegment));
}

function encodeSegment(id: string): string {
  if (id === "" || id === "." || id === "..") {
    throw new ClientError("InvalidArgumentError", `"${id}" is not an id`, 0);
  }
  return encodeURIComponent(id.toWellFormed());
}
