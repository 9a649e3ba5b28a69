/** Which part of a collection is wanted: at most `limit` items whose key follows `after`, but for the first `skip`. */
export interface PageRequest {
  readonly after: string | null;
  readonly limit: number;
  /** Only lists of members know it; 0 when absent. */
  readonly skip?: number | undefined;
}

export interface PageOf<Item> {
  readonly items: readonly Item[];
  /** Key of the last item when more follow; null on the last page. */
  readonly nextAfter: string | null;
}

/** Cuts a page from rows of which one more than `limit` was read, to know whether more follow. */
export function cutPage<Item>(
  rows: readonly Item[],
  limit: number,
  keyOf: (item: Item) => string,
): PageOf<Item> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextAfter: rows.length > limit && last !== undefined ? keyOf(last) : null };
}
