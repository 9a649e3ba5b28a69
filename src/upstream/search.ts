import { isIP } from "node:net";
import { Derived } from "./derived.ts";
import { numberedFile } from "./file-hashes.ts";
import { fileItem, findFile } from "./files.ts";
import { type Entry, entriesOf, type Item } from "./item.ts";
import { findDomain, findIpAddress } from "./sites.ts";
import { someNumbers } from "./universe.ts";
import { UpstreamError } from "./upstream-error.ts";
import { parseSubmittedUrl, urlItem } from "./urls.ts";
import type { World } from "./world.ts";

/** What `/search` finds: the one object that the query names, or nothing. */
export function lookUp(world: World, query: string): Entry[] {
  const item = namedBy(world, query);
  return item === undefined ? [] : entriesOf([item]);
}

/** What `/intelligence/search` finds: files, several pages of them. */
export function searchFiles(world: World, query: string): Entry[] {
  const derived = new Derived("intelligence search", query);
  const numbers = someNumbers(derived, derived.integer("hits", 35, 330));
  return entriesOf(numbers.map((n) => fileItem(world, numberedFile(n))));
}

/** Raises BadRequestError where there is none. */
export function queryOf(parameters: URLSearchParams): string {
  const query = parameters.get("query")?.trim() ?? "";
  if (query === "") throw new UpstreamError("BadRequestError", "The parameter query is missing");
  return query;
}

function namedBy(world: World, query: string): Item | undefined {
  try {
    if (/^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i.test(query)) return findFile(world, query);
    if (isIP(query) !== 0) return findIpAddress(query);
    if (/^https?:\/\//.test(query)) return urlItem(world, parseSubmittedUrl(query));
    return findDomain(query);
  } catch (error) {
    // What is not found is no error here but an empty list.
    if (error instanceof UpstreamError) return undefined;
    throw error;
  }
}
