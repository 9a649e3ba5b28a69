import { type RawBuilder, sql } from "kysely";
import { DAY_SECONDS, HOUR_SECONDS, type QuotaWindow } from "../model/quotas.ts";
import type { Db } from "./database.ts";

/** A figure that does not follow from the journal. An absent row counts as 0. */
export interface Difference {
  readonly table: DerivedTable;
  /** Null in groups' tables. */
  readonly uid: number | null;
  /** Null in users' daily usage, where it does not matter who paid. */
  readonly gid: number | null;
  /** The bucket of daily usage, the quota of a counter. */
  readonly name: string;
  /** Of daily usage: whether the calls consumed quota. Of a counter: always true. */
  readonly consuming: boolean;
  /** Start of the day or window; of the hour for counters by the minute, which the journal does not tell apart. */
  readonly start: number;
  readonly journal: number;
  readonly found: number;
}

export type DerivedTable = "user_usage_daily" | "group_usage_daily" | "member_counters" | "group_counters";

/** The names under which a counter was charged, and the span of windows to compare. */
export interface CounterSpan {
  readonly quota: string;
  readonly charges: readonly string[];
  readonly window: QuotaWindow;
  /** Windows that begin in [from, until); one month at a time for monthly quotas. */
  readonly from: number;
  readonly until: number;
}

interface DifferenceRow {
  readonly uid: number | null;
  readonly gid: number | null;
  readonly name: string;
  readonly consuming: number;
  readonly start: number;
  readonly journal: number;
  readonly found: number;
}

/** Each comparison is one statement, so that it sees one state of a database that is being written. */
export async function differencesOfUsage(
  db: Db,
  table: "user_usage_daily" | "group_usage_daily",
  firstDay: number,
  limit: number,
): Promise<readonly Difference[]> {
  const isUser = table === "user_usage_daily";
  const uid = isUser ? sql`uid` : sql`cast(null as bigint)`;
  const gid = isUser ? sql`cast(null as bigint)` : sql`gid`;
  const sides = sql`
    select ${uid} as uid, ${gid} as gid, bucket as name, case when quota = '' then 0 else 1 end as consuming,
      hour - hour % ${sql.lit(DAY_SECONDS)} as start, calls as journal, 0 as found
    from usage_journal where hour >= ${firstDay} and ${isUser ? sql`true` : sql`gid <> 0`}
    union all
    select ${uid}, ${gid}, bucket, consuming, day, 0, calls from ${sql.table(table)} where day >= ${firstDay}`;
  return differences(db, table, sides, limit);
}

export async function differencesOfCounter(
  db: Db,
  table: "member_counters" | "group_counters",
  { quota, charges, window, from, until }: CounterSpan,
  limit: number,
): Promise<readonly Difference[]> {
  const isMember = table === "member_counters";
  const uid = isMember ? sql`uid` : sql`cast(null as bigint)`;
  const start = { minute: sql`hour`, hour: sql`hour`, day: sql`hour - hour % ${sql.lit(DAY_SECONDS)}` };
  const journalStart = window === "live" || window === "month" ? sql`cast(${from} as bigint)` : start[window];
  const sides = sql`
    select ${uid} as uid, gid, cast(${quota} as text) as name, 1 as consuming, ${journalStart} as start,
      cost as journal, 0 as found
    from usage_journal
    where quota in (${sql.join(charges)}) and hour >= ${from} and hour < ${until}
      and ${isMember ? sql`true` : sql`gid <> 0`}
    union all
    select ${uid}, gid, quota, 1, window_start - window_start % ${sql.lit(window === "minute" ? HOUR_SECONDS : 1)},
      0, used
    from ${sql.table(table)} where quota = ${quota} and window_start >= ${from} and window_start < ${until}`;
  return differences(db, table, sides, limit);
}

/** Every name that was ever charged or counted and is still kept. */
export async function countedQuotas(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly quota: string }>`
    select quota from usage_journal where quota <> ''
    union select quota from member_counters union select quota from group_counters
    order by quota`.execute(db);
  return rows.map(({ quota }) => quota);
}

async function differences(
  db: Db,
  table: DerivedTable,
  sides: RawBuilder<unknown>,
  limit: number,
): Promise<readonly Difference[]> {
  const { rows } = await sql<DifferenceRow>`
    select uid, gid, name, consuming, start,
      cast(sum(journal) as bigint) as journal, cast(sum(found) as bigint) as found
    from (${sides}) as sides
    group by uid, gid, name, consuming, start
    having sum(journal) <> sum(found)
    order by uid, gid, name, consuming, start
    limit ${limit}`.execute(db);
  return rows.map((row) => ({ ...row, table, consuming: row.consuming === 1 }));
}
