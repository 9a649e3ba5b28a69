import { setImmediate as nextTurn } from "node:timers/promises";
import type { ListedIn } from "../store/member-conditions.ts";
import { nextSpan } from "../store/member-search.ts";
import type { Store } from "../store/store.ts";

/** Members that one statement looks at: few enough that nobody who waits behind it notices. */
export const PIECE_MEMBERS = 10_000;
/** Of what costs as much for each member as several terms of a filter. */
export const SMALL_PIECE_MEMBERS = 5000;

/** The list in pieces; between two of them the event loop gets its turn. */
export async function* spansOf(store: Store, from: ListedIn, members = SMALL_PIECE_MEMBERS) {
  for (let afterId = ""; ; ) {
    const span = await store.read((db) => nextSpan(db, from, afterId, members));
    if (span === undefined) return;
    yield span;
    await nextTurn();
    afterId = span.lastId;
  }
}

/** The username so many places behind another, or behind the list's beginning; its last one when there are not so many. */
export async function usernameAfter(
  store: Store,
  from: ListedIn,
  after: string | null,
  skip: number,
): Promise<string | null> {
  let reached = after;
  for (let left = skip; left > 0; left -= PIECE_MEMBERS) {
    const afterId = reached ?? "";
    const span = await store.read((db) => nextSpan(db, from, afterId, Math.min(left, PIECE_MEMBERS)));
    if (span === undefined) break;
    reached = span.lastId;
    await nextTurn();
  }
  return reached;
}
