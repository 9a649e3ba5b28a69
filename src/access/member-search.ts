import { setImmediate as nextTurn } from "node:timers/promises";
import type { MemberFilter } from "../model/member-filter.ts";
import { cutPage, type PageOf, type PageRequest } from "../model/page.ts";
import type { User } from "../model/user.ts";
import type { ListedIn } from "../store/member-conditions.ts";
import { nextSpan, type RankedMember, type RankedPage, rankMembers } from "../store/member-search.ts";
import type { Store } from "../store/store.ts";
import { countMembers, findUsersByUid, pageOfMembers } from "../store/users.ts";

export interface Found extends PageOf<User> {
  readonly count: number;
}

/**
 * A page of those who satisfy the filter, by username, and how many they are. All have to be looked at to be counted:
 * piece by piece, since the embedded database works in the foreground and others call meanwhile.
 */
export async function searchMembers(
  store: Store,
  from: ListedIn,
  filter: MemberFilter,
  { after, limit }: PageRequest,
): Promise<Found> {
  const rows: User[] = [];
  let count = 0;
  // Every term is another look at each member.
  const members = Math.ceil(PIECE_MEMBERS / Math.max(1, filter.length));
  for await (const span of spansOf(store, from, members)) {
    const found = await store.read((db) => countMembers(db, { from, filter, span }));
    count += found;
    const isBefore = after !== null && span.lastId <= after;
    if (found === 0 || isBefore || rows.length > limit) continue;
    const afterId = after !== null && after > span.afterId ? after : span.afterId;
    const wanted = { from, filter, span, afterId, limit: limit + 1 - rows.length };
    rows.push(...(await store.read((db) => pageOfMembers(db, wanted))));
  }
  return { ...cutPage(rows, limit, (user) => user.id), count };
}

/** The same of a group, ordered by something else than the username. Without a filter nobody is counted: `count` is 0. */
export async function rankedMembers(
  store: Store,
  from: Exclude<ListedIn, "everywhere">,
  filter: MemberFilter,
  order: Pick<RankedPage, "field" | "isDescending" | "month">,
  { after, limit }: PageRequest,
): Promise<Found> {
  const page = { ...order, after: after === null ? undefined : parsePosition(after), limit: limit + 1 };
  let first: RankedMember[] = [];
  let count = 0;
  for await (const span of spansOf(store, from)) {
    const selection = { from, filter, span, gid: from.gid };
    if (filter.length > 0) count += await store.read((db) => countMembers(db, selection));
    const best = await store.read((db) => rankMembers(db, selection, page));
    first = [...first, ...best]
      .sort((one, other) => compare(one, other, order.isDescending))
      .slice(0, limit + 1);
  }
  const { items, nextAfter } = cutPage(first, limit, ({ value, uid }) => `${value} ${uid}`);
  const users = await store.read((db) =>
    findUsersByUid(
      db,
      items.map(({ uid }) => uid),
    ),
  );
  const byUid = new Map(users.map((user) => [user.uid, user]));
  return { items: items.flatMap(({ uid }) => byUid.get(uid) ?? []), nextAfter, count };
}

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

function compare(one: RankedMember, other: RankedMember, isDescending: boolean): number {
  const byValue = isDescending ? other.value - one.value : one.value - other.value;
  return byValue || one.uid - other.uid;
}

/** Our own sealed cursor's text. */
function parsePosition(after: string): RankedMember {
  const [value, uid] = after.split(" ");
  return { value: Number(value), uid: Number(uid), id: "" };
}
