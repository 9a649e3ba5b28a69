import { utcMinute } from "../base/clock.ts";
import { currentWindows, quotasOfCharge, windowOf } from "../model/quotas.ts";
import type { QuotaSide } from "./claim.ts";
import type { Charge, Entry } from "./entry.ts";

/** Calls of one user that differ in nothing but their second, and how many entries they are. */
export interface Tally {
  readonly entry: Entry;
  /** Start of the minute, in unix seconds: no window is shorter, so that all of them count in the same ones. */
  readonly minute: number;
  entries: number;
}

/** Recorded calls, added up: what is alike is kept once, whatever the number of calls. */
export class Tallies {
  readonly #byUser = new Map<number, Tally[]>();
  #entries = 0;
  #size = 0;

  /** How many entries were added. */
  get entries(): number {
    return this.#entries;
  }

  /** How many tallies they are. */
  get size(): number {
    return this.#size;
  }

  get uids(): Iterable<number> {
    return this.#byUser.keys();
  }

  add(entry: Entry, atSeconds: number, entries = 1): void {
    const minute = utcMinute(atSeconds);
    const own = this.#of(entry.uid);
    this.#entries += entries;
    const known = own.find((tally) => tally.minute === minute && areAlike(tally.entry, entry));
    if (known !== undefined) {
      known.entries += entries;
      return;
    }
    this.#size += 1;
    own.push({ entry, minute, entries });
  }

  addAll(others: Tallies): void {
    for (const { entry, minute, entries } of others) this.add(entry, minute, entries);
  }

  of(uid: number): readonly Tally[] {
    return this.#byUser.get(uid) ?? [];
  }

  /** Takes them out. */
  take(uid: number): readonly Tally[] {
    const own = this.of(uid);
    this.#byUser.delete(uid);
    this.#size -= own.length;
    for (const { entries } of own) this.#entries -= entries;
    return own;
  }

  *[Symbol.iterator](): Generator<Tally, void, undefined> {
    for (const own of this.#byUser.values()) yield* own;
  }

  #of(uid: number): Tally[] {
    const known = this.#byUser.get(uid);
    if (known !== undefined) return known;
    const none: Tally[] = [];
    this.#byUser.set(uid, none);
    return none;
  }
}

function areAlike(one: Entry, other: Entry): boolean {
  return (
    one.charges === other.charges &&
    one.bucket === other.bucket &&
    one.gid === other.gid &&
    one.calls === other.calls
  );
}

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
export function countsOf({
  entry: { charges, gid },
  minute,
}: Pick<Tally, "entry" | "minute">): readonly Count[] {
  if (charges === undefined || charges.length === 0) return [];
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
  for (const tally of tallies) {
    if (side === "user" && !subjectIds.has(tally.entry.uid)) continue;
    for (const { quota, windowStart, gid, cost } of countsOf(tally)) {
      const subjectId = side === "user" ? tally.entry.uid : gid;
      if (!subjectIds.has(subjectId)) continue;
      const windows = getOrSet(getOrSet(found, subjectId), quota);
      windows.set(windowStart, (windows.get(windowStart) ?? 0) + cost * tally.entries);
    }
  }
  return found;
}

function getOrSet<K, InnerK, V>(outer: Map<K, Map<InnerK, V>>, key: K): Map<InnerK, V> {
  const known = outer.get(key);
  if (known !== undefined) return known;
  const none = new Map<InnerK, V>();
  outer.set(key, none);
  return none;
}
