import { monotonicMs } from "../base/clock.ts";
import type { MemberFilter } from "../model/member-filter.ts";
import type { PageOf, PageRequest } from "../model/page.ts";
import type { User } from "../model/user.ts";
import type { ListedIn } from "../store/member-conditions.ts";
import { findUids, type Ranking } from "../store/member-search.ts";
import type { Store } from "../store/store.ts";
import { countMembers, findUsersByUid } from "../store/users.ts";
import { PIECE_MEMBERS, spansOf } from "./member-spans.ts";

/** How long further pages of a search are cut from what it found. */
const KEPT_MS = 60_000;
const KEPT_MAX = 16;
/** Members of all searches that are kept: 16 bytes each. */
const KEPT_MEMBERS_MAX = 1_000_000;
/** Cursors of one search whose place in it is remembered. */
const PLACES_MAX = 10_000;

/** What is looked for, and in which order: by username, or by what a ranking says and then by uid. */
export interface MemberSearch {
  readonly from: ListedIn;
  readonly filter: MemberFilter;
  readonly ranking?: (Ranking & { readonly isDescending: boolean }) | undefined;
}

export interface FoundMembers extends PageOf<User> {
  readonly count: number;
}

/** All that a search has found, in order. */
interface Found {
  readonly revision: number;
  readonly atMs: number;
  readonly uids: Float64Array;
  /** Beside each uid what it is ranked by. */
  readonly values: Float64Array;
  /** By the cursors that were given out: the place behind the member that each names. */
  readonly places: Map<string, number>;
}

/**
 * Finds members by what only a look at every one of them can tell. A first page searches anew; what it found is kept
 * for a minute, unless something administrative changes, so that further pages cost no search, wherever they are.
 */
export class MemberSearches {
  readonly #store: Store;
  /** The one asked for least recently comes first. */
  readonly #kept = new Map<string, Found>();
  /** Whoever wants the same at the same time waits for one search. */
  readonly #running = new Map<string, { readonly revision: number; readonly found: Promise<Found> }>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** A page, and how many there are in all. `prepare` is awaited before a search, not before a page of what is kept. */
  async page(
    search: MemberSearch,
    { after, skip = 0, limit }: PageRequest,
    prepare: () => Promise<void> = async () => undefined,
  ): Promise<FoundMembers> {
    const isFirst = after === null && skip === 0;
    const found = (isFirst ? undefined : this.#recall(search)) ?? (await this.#find(search, prepare));
    const start = (after === null ? 0 : await this.#placeAfter(search, found, after)) + skip;
    const end = start + limit;
    const uids = [...found.uids.subarray(start, end)];
    const users = await this.#store.read((db) => findUsersByUid(db, uids));
    const byUid = new Map(users.map((user) => [user.uid, user]));
    const items = uids.flatMap((uid) => byUid.get(uid) ?? []);
    const nextAfter = end < found.uids.length ? cursorAt(search, found, end - 1, items.at(-1)) : null;
    if (nextAfter !== null) rememberPlace(found, nextAfter, end);
    return { items, nextAfter, count: found.uids.length };
  }

  #recall(search: MemberSearch): Found | undefined {
    const name = JSON.stringify(search);
    const found = this.#kept.get(name);
    if (found === undefined) return undefined;
    this.#kept.delete(name);
    if (found.revision !== this.#store.revision || monotonicMs() - found.atMs > KEPT_MS) return undefined;
    this.#kept.set(name, found);
    return found;
  }

  async #find(search: MemberSearch, prepare: () => Promise<void>): Promise<Found> {
    const name = JSON.stringify(search);
    // What changes during a search makes its answer old.
    const { revision } = this.#store;
    const known = this.#running.get(name);
    if (known?.revision === revision) return known.found;
    const running = { revision, found: this.#search(search, revision, prepare) };
    this.#running.set(name, running);
    try {
      const found = await running.found;
      this.#keep(name, found);
      return found;
    } finally {
      if (this.#running.get(name) === running) this.#running.delete(name);
    }
  }

  async #search(
    { from, filter, ranking }: MemberSearch,
    revision: number,
    prepare: () => Promise<void>,
  ): Promise<Found> {
    await prepare();
    const uids: number[] = [];
    const values: number[] = [];
    // Every term is another look at each member.
    const members = Math.ceil(PIECE_MEMBERS / Math.max(1, filter.length));
    for await (const span of piecesOf(this.#store, from, members)) {
      const piece = await this.#store.read((db) => findUids(db, { from, filter, span }, ranking));
      for (const uid of piece.uids) uids.push(uid);
      for (const value of piece.values) values.push(value);
    }
    const found = { uids: new Float64Array(uids), values: new Float64Array(values) };
    const inOrder = ranking === undefined ? found : ranked(found, ranking.isDescending);
    return { ...inOrder, revision, atMs: monotonicMs(), places: new Map() };
  }

  #keep(name: string, found: Found): void {
    this.#kept.delete(name);
    this.#kept.set(name, found);
    let members = this.#kept.values().reduce((sum, { uids }) => sum + uids.length, 0);
    for (const [oldest, { uids }] of this.#kept) {
      if (this.#kept.size <= KEPT_MAX && members <= KEPT_MEMBERS_MAX) return;
      this.#kept.delete(oldest);
      members -= uids.length;
    }
  }

  /** Whoever the cursor names may have left or moved since: then the place that was his. */
  async #placeAfter({ from, filter, ranking }: MemberSearch, found: Found, after: string): Promise<number> {
    const known = found.places.get(after);
    if (known !== undefined) return known;
    if (ranking === undefined) {
      const span = { afterId: "", lastId: after };
      return this.#store.read((db) => countMembers(db, { from, filter, span }));
    }
    const [value = 0, uid = 0] = after.split(" ").map(Number);
    const sign = ranking.isDescending ? -1 : 1;
    const place = found.uids.findIndex((other, at) => {
      const beyond = sign * ((found.values[at] ?? 0) - value);
      return beyond > 0 || (beyond === 0 && other > uid);
    });
    return place === -1 ? found.uids.length : place;
  }
}

/** The embedded database works in the foreground, where others wait; the other one by itself, and fastest in one go. */
async function* piecesOf(store: Store, from: ListedIn, members: number) {
  if (store.engine === "sqlite") yield* spansOf(store, from, members);
  else yield undefined;
}

/** By value, those that are alike in it by uid. Plain loops: this holds up everyone else for as long as it takes. */
function ranked({ uids, values }: Pick<Found, "uids" | "values">, isDescending: boolean) {
  const sign = isDescending ? -1 : 1;
  const order = new Uint32Array(uids.length);
  for (let place = 0; place < order.length; place += 1) order[place] = place;
  order.sort((one, other) => {
    const byValue = sign * ((values[one] ?? 0) - (values[other] ?? 0));
    return byValue || (uids[one] ?? 0) - (uids[other] ?? 0);
  });
  const inOrder = { uids: new Float64Array(order.length), values: new Float64Array(order.length) };
  for (let place = 0; place < order.length; place += 1) {
    const before = order[place] ?? 0;
    inOrder.uids[place] = uids[before] ?? 0;
    inOrder.values[place] = values[before] ?? 0;
  }
  return inOrder;
}

function cursorAt({ ranking }: MemberSearch, { uids, values }: Found, place: number, last: User | undefined) {
  return ranking === undefined ? (last?.id ?? null) : `${values[place]} ${uids[place]}`;
}

function rememberPlace({ places }: Found, cursor: string, place: number): void {
  if (places.size >= PLACES_MAX) places.clear();
  places.set(cursor, place);
}
