import { currentWindows, quotasOfCharge, windowOf } from "../model/quotas.ts";
import type { QuotaSide } from "./claim.ts";
import type { Charge } from "./entry.ts";
import type { Tally } from "./tallies.ts";

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
  charges,
  gid,
  minute,
}: Pick<Tally, "charges" | "gid" | "minute">): readonly Count[] {
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
