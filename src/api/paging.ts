import type { PageRequest } from "../model/page.ts";
import type { AnonymousRequest, RouteDescription } from "./route.ts";

interface PagingQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Where the list takes it. */
  readonly skip?: number | undefined;
}

/** What of a request says which page of which collection it wants. */
export interface PagedRequest<Query extends PagingQuery = PagingQuery>
  extends Pick<
    AnonymousRequest<unknown, Query>,
    "params" | "query" | "rawQuery" | "baseUrl" | "path" | "cursors"
  > {
  readonly route: Pick<RouteDescription, "operationId" | "path">;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** The position after which the next page begins; null on the last page. */
  readonly nextAfter: string | null;
  /** How many objects the whole collection has; left out when nobody knows. */
  readonly count?: number | undefined;
  /** The collection's own path after /api/v3, for links; the called path unless given. */
  readonly path?: string | undefined;
}

/** These say how a page looks, not which objects the collection has, so they may change on the way. */
const PRESENTATION_PARAMETERS = new Set([
  "limit",
  "cursor",
  "skip",
  "attributes",
  "exclude_attributes",
  "relationships",
  "descriptors_only",
  "with_activity",
  "format",
]);

/** Which part of the collection is asked for; raises InvalidArgumentError for a cursor that is not ours. */
export function pageOf(request: PagedRequest): PageRequest {
  const { limit, cursor, skip } = request.query;
  return { limit, skip, after: cursor === undefined ? null : request.cursors.open(scopeOf(request), cursor) };
}

/** A page as VirusTotal answers it (https://docs.virustotal.com/reference/collections). */
export function collection<Item>(request: PagedRequest, page: Page<Item>) {
  const cursor = page.nextAfter === null ? undefined : request.cursors.seal(scopeOf(request), page.nextAfter);
  const url = `${request.baseUrl}/api/v3${page.path ?? request.path}`;
  return {
    data: page.items,
    meta: {
      ...(page.count !== undefined && { count: page.count }),
      ...(cursor !== undefined && { cursor }),
    },
    links: {
      self: `${url}?${pageQuery(request, request.query)}`,
      ...(cursor !== undefined && { next: `${url}?${pageQuery(request, { cursor })}` }),
    },
  };
}

/** An account has several names (username, address, key, `me`), and links use another than the caller did. */
function scopeOf({ route, params, rawQuery }: PagedRequest): string {
  const named = Object.entries(params ?? {}).filter(
    ([name]) => name !== "id" || route.path.startsWith("/groups"),
  );
  const filters = Object.entries(rawQuery).filter(([name]) => !PRESENTATION_PARAMETERS.has(name));
  return JSON.stringify([route.operationId, named, filters.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** A cursor knows what was skipped before it. */
function pageQuery(
  { rawQuery, query }: PagedRequest,
  { cursor, skip }: Pick<PagingQuery, "cursor" | "skip">,
): string {
  const kept = new URLSearchParams();
  for (const [name, value] of Object.entries(rawQuery)) {
    if (name === "limit" || name === "cursor" || name === "skip") continue;
    for (const text of Array.isArray(value) ? value : [value]) kept.append(name, text);
  }
  kept.set("limit", String(query.limit));
  if (cursor !== undefined) kept.set("cursor", cursor);
  if (skip !== undefined) kept.set("skip", String(skip));
  return kept.toString();
}
