import { utcMinute } from "../base/clock.ts";
import { currentWindows, quotasOfCharge, windowOf } from "../model/quotas.ts";
import type { QuotaSide } from "./claim.ts";
import type { Charge, Entry } from "./entry.ts";

/** Calls that differ in nothing but who made them, and in their second. */
export interface Tally {
  /** Start of the minute, in unix seconds: no window is shorter, so that all of them count in the same ones. */
  readonly minute: number;
  /** The group that pays; 0 for none. */
  readonly gid: number;
  readonly bucket: string;
  /** Of each entry. */
  readonly calls: number;
  readonly charges: readonly Charge[];
  /** How many entries each user has. */
  readonly byUser: Map<number, number>;
  /** How many they are together. */
  entries: number;
}

/** What one user has of a tally. */
export interface Share {
  readonly tally: Tally;
  readonly entries: number;
}

/** Recorded calls, added up: what is alike is kept once, whatever the number of calls. */
export class Tallies {
  readonly #byGroup = new Map<number, Tally[]>();
  /** Most calls are like the one before. */
  #newest: Tally | undefined;
  #entries = 0;
  #size = 0;

  /** How many entries were added. */
  get entries(): number {
    return this.#entries;
  }

  /** How many shares they are. */
  get size(): number {
    return this.#size;
  }

  add(entry: Entry, atSeconds: number): void {
    const { uid, gid, bucket, calls = 1, charges = FREE } = entry;
    this.#add(this.#of(utcMinute(atSeconds), gid, bucket, calls, charges), uid, 1);
  }

  addAll(others: Tallies): void {
    for (const { minute, gid, bucket, calls, charges, byUser } of others) {
      const tally = this.#of(minute, gid, bucket, calls, charges);
      for (const [uid, entries] of byUser) this.#add(tally, uid, entries);
    }
  }

  /** What each user has. */
  shares(): ReadonlyMap<number, readonly Share[]> {
    const shares = new Map<number, Share[]>();
    for (const tally of this) {
      for (const [uid, entries] of tally.byUser) {
        const own = shares.get(uid);
        if (own === undefined) shares.set(uid, [{ tally, entries }]);
        else own.push({ tally, entries });
      }
    }
    return shares;
  }

  /** Takes out what a user has. */
  remove(uid: number, shares: readonly Share[]): void {
    for (const { tally, entries } of shares) {
      tally.byUser.delete(uid);
      tally.entries -= entries;
      this.#entries -= entries;
      this.#size -= 1;
    }
  }

  *[Symbol.iterator](): Generator<Tally, void, undefined> {
    for (const tallies of this.#byGroup.values()) yield* tallies;
  }

  #add(tally: Tally, uid: number, entries: number): void {
    const known = tally.byUser.get(uid);
    if (known === undefined) this.#size += 1;
    tally.byUser.set(uid, (known ?? 0) + entries);
    tally.entries += entries;
    this.#entries += entries;
  }

  #of(minute: number, gid: number, bucket: string, calls: number, charges: readonly Charge[]): Tally {
    const isAlike = (one: Tally): boolean =>
      one.charges === charges &&
      one.bucket === bucket &&
      one.minute === minute &&
      one.gid === gid &&
      one.calls === calls;
    if (this.#newest !== undefined && isAlike(this.#newest)) return this.#newest;
    const known = this.#byGroup.get(gid);
    let tally = known?.find(isAlike);
    if (tally === undefined) {
      tally = { minute, gid, bucket, calls, charges, byUser: new Map(), entries: 0 };
      if (known === undefined) this.#byGroup.set(gid, [tally]);
      else known.push(tally);
    }
    this.#newest = tally;
    return tally;
  }
}

const FREE: readonly Charge[] = [];

/** What one entry adds to a counter. */
export interface Count {
  readonly quota: string;
  readonly windowStart: number;
  /** The group that pays; 0 for none. */
  readonly gid: number;
  readonly cost: number;
}

/** Prices are shared by calls that are alike; the last minute's counts are the ones that are asked for again. */
const remembered = new WeakMap<
  readonly Charge[],
  { minute: number; gid: number; counts: readonly Count[] }
>();

/** Every counter that an entry of the tally raises. */
export function countsOf({ charges, gid, minute }: Pick<Tally, "charges" | "gid" | "minute">): readonly Count[] {
  if (charges.length === 0) return [];
  const known = remembered.get(charges);
  if (known?.minute === minute && known.gid === gid) return known.counts;
  const windows = currentWindows(minute);
  const counts = charges
    .filter(({ cost }) => cost !== 0)
    .flatMap(({ quota: charged, cost, gid: payer = gid }) =>
      quotasOfCharge(charged).map((quota) => ({
        quota,
        windowStart: windows[windowOf(quota)],
        gid: payer,
        cost,
      })),
    );
  remembered.set(charges, { minute, gid, counts });
  return counts;
}

/** What was used, by quota and start of the window. */
export type UseByWindow = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** What the tallies add to the counters of some subjects; those of others are left out. */
export function sumUp(
  tallies: Iterable<Tally>,
  side: QuotaSide,
  subjectIds: ReadonlySet<number>,
): ReadonlyMap<number, UseByWindow> {
  const found = new Map<number, Map<string, Map<number, number>>>();
  if (subjectIds.size === 0) return found;
  const add = (subjectId: number, { quota, windowStart, cost }: Count, entries: number): void => {
    const windows = getOrSet(getOrSet(found, subjectId), quota);
    windows.set(windowStart, (windows.get(windowStart) ?? 0) + cost * entries);
  };
  for (const tally of tallies) {
    for (const count of countsOf(tally)) {
      if (side === "group") {
        if (subjectIds.has(count.gid)) add(count.gid, count, tally.entries);
      } else {
        for (const uid of inBoth(subjectIds, tally.byUser)) add(uid, count, tally.byUser.get(uid) ?? 0);
      }
    }
  }
  return found;
}

/** In as few steps as the smaller one has elements. */
function inBoth(uids: ReadonlySet<number>, byUser: ReadonlyMap<number, number>): readonly number[] {
  return uids.size < byUser.size
    ? [...uids].filter((uid) => byUser.has(uid))
    : [...byUser.keys()].filter((uid) => uids.has(uid));
}

function getOrSet<K, InnerK, V>(outer: Map<K, Map<InnerK, V>>, key: K): Map<InnerK, V> {
  const known = outer.get(key);
  if (known !== undefined) return known;
  const none = new Map<InnerK, V>();
  outer.set(key, none);
  return none;
}
