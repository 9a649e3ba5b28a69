import { nextMonth, toRfc3339 } from "../base/clock.ts";
import { QUOTA_FAMILIES, quotasOfCharge, windowOf } from "../model/quotas.ts";
import { commitsAfter, tailWriters } from "../store/journal-tail.ts";
import {
  type CounterSpan,
  countedQuotas,
  type Difference,
  differencesOfCounter,
  differencesOfUsage,
} from "../store/reconciliation.ts";
import { type RetentionHorizon, recordedDays } from "../store/retention.ts";
import type { Store } from "../store/store.ts";
import { retentionHorizon } from "./retention.ts";
import { type KnownCharges, unpackTallies } from "./tail-lines.ts";

/** Differences reported at most; more than these say nothing new. */
const DIFFERENCES_MAX = 1000;
const COMMITS_PER_PAGE = 1000;

/**
 * Recomputes daily usage and quota counters from the journal and returns what disagrees: nothing, when
 * usage = quota = journal. What lies beyond the retention horizon is not judged, since only part of it
 * may be deleted yet. The journal itself says when its last call was, so that also the books of a server whose clock
 * stood elsewhere are judged whole.
 */
export async function verifyLedger(store: Store, nowSeconds: number): Promise<readonly Difference[]> {
  const [newest = nowSeconds] = await store.read((db) => recordedDays(db, 1));
  const horizon = retentionHorizon(Math.min(nowSeconds, newest));
  const last = Math.max(nowSeconds, newest);
  const found: Difference[] = [];
  const remaining = () => DIFFERENCES_MAX - found.length;
  for (const table of ["user_usage_daily", "group_usage_daily"] as const) {
    found.push(...(await store.read((db) => differencesOfUsage(db, table, horizon.usage, remaining()))));
  }
  const counted = new Set((await store.read(countedQuotas)).flatMap(quotasOfCharge));
  for (const quota of counted) {
    for (const span of spansOf(quota, horizon, last)) {
      for (const table of ["member_counters", "group_counters"] as const) {
        found.push(...(await store.read((db) => differencesOfCounter(db, table, span, remaining()))));
      }
    }
  }
  return found;
}

/** What the journal's tail holds: what is on its way into the tables, which is nowhere else yet. */
export interface TailState {
  readonly calls: number;
  /** Sentences about what cannot be read. */
  readonly unreadable: readonly string[];
}

/** Reads every commit of the tail. */
export async function verifyTail(store: Store): Promise<TailState> {
  const known: KnownCharges = new Map();
  const unreadable: string[] = [];
  let calls = 0;
  for (const writer of await store.read(tailWriters)) {
    for (let last = 0, isMore = true; isMore; ) {
      const commits = await store.read((db) => commitsAfter(db, writer, last, COMMITS_PER_PAGE));
      for (const { seq, lines } of commits) {
        last = seq;
        try {
          for (const { entry } of unpackTallies(lines, known)) calls += entry.calls ?? 1;
        } catch {
          unreadable.push(`journal_tail: commit ${seq} of ${writer} cannot be read`);
        }
      }
      isMore = commits.length === COMMITS_PER_PAGE;
    }
  }
  return { calls, unreadable };
}

/** One line for people: where, and what the journal says instead. */
export function describeDifference({
  table,
  uid,
  gid,
  name,
  consuming,
  start,
  journal,
  found,
}: Difference): string {
  const subject = [uid === null ? [] : [`account ${uid}`], gid === null ? [] : [`group ${gid}`]]
    .flat()
    .join(", ");
  const free = consuming ? "" : " (free)";
  const when = start === 0 ? "live count" : `from ${toRfc3339(start * 1000)}`;
  return `${table}: ${subject}, ${name}${free}, ${when}: is ${found}, but the journal says ${journal}`;
}

/** The windows of a quota that are kept whole: from the horizon on, months one by one. */
function spansOf(quota: string, horizon: RetentionHorizon, last: number): readonly CounterSpan[] {
  const window = windowOf(quota);
  const families = [...QUOTA_FAMILIES].filter(([, names]) => names.includes(quota)).map(([family]) => family);
  const common = { quota, charges: [quota, ...families], window };
  switch (window) {
    case "live":
      return [{ ...common, from: 0, until: 1 }];
    case "minute":
    case "hour":
      return [{ ...common, from: horizon.shortCounters, until: Number.MAX_SAFE_INTEGER }];
    case "day":
      return [{ ...common, from: horizon.counters, until: Number.MAX_SAFE_INTEGER }];
    case "month":
      return monthsFrom(horizon.counters, last).map((from) => ({
        ...common,
        from,
        until: nextMonth(from),
      }));
  }
}

function monthsFrom(first: number, nowSeconds: number): readonly number[] {
  const months: number[] = [];
  for (let month = first; month <= nowSeconds; month = nextMonth(month)) months.push(month);
  return months;
}
