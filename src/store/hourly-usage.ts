import { sql } from "kysely";
import { DAY_SECONDS, HOUR_SECONDS } from "../model/quotas.ts";
import type { HourlyUsageCount, UsageRange } from "../model/usage.ts";
import type { Db } from "./database.ts";

interface HourlyRow extends Omit<HourlyUsageCount, "consuming"> {
  readonly consuming: number;
}

/** Hours of a group's journal that one statement reads: it may have a line for every member and hour. */
const HOURS_PER_STATEMENT = 4;

/** Instants in unix seconds, `until` excluded. */
export interface HourSpan {
  readonly from: number;
  readonly until: number;
}

/**
 * Calls of one account by hour and bucket, by the journal itself; with `gid` only those that this group paid for.
 * The journal is kept by hour and node, so both are gone through, and of each the account's lines are found.
 */
export async function userUsageHourly(
  db: Db,
  uid: number,
  gid: number | undefined,
  range: UsageRange,
): Promise<readonly HourlyUsageCount[]> {
  const { from, until } = spanOf(range);
  const { rows } = await sql<HourlyRow>`
    with recursive hours (hour) as (
      select cast(${from} as bigint)
      union all select hour + ${sql.lit(HOUR_SECONDS)} from hours where hour + ${sql.lit(HOUR_SECONDS)} < ${until}
    ), nodes (hour, node) as (
      select hour, (select node from usage_journal as first where first.hour = hours.hour order by node limit 1)
      from hours
      union all
      select hour, (select node from usage_journal as next
        where next.hour = nodes.hour and next.node > nodes.node order by node limit 1)
      from nodes where node is not null
    )
    select nodes.hour, bucket, case when quota = '' then 0 else 1 end as consuming,
      cast(sum(calls) as bigint) as calls
    from nodes join usage_journal as line on line.hour = nodes.hour and line.node = nodes.node and line.uid = ${uid}
    where calls > 0 and ${gid === undefined ? sql`true` : sql`gid = ${gid}`}
    group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows.map(toCount);
}

/** Calls that a group paid for in a span of hours, by hour and bucket, those of former members included. */
export async function groupUsageHourly(
  db: Db,
  gid: number,
  { from, until }: HourSpan,
): Promise<readonly HourlyUsageCount[]> {
  const { rows } = await sql<HourlyRow>`
    select hour, bucket, case when quota = '' then 0 else 1 end as consuming, cast(sum(calls) as bigint) as calls
    from usage_journal
    where hour >= ${from} and hour < ${until} and gid = ${gid} and calls > 0
    group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows.map(toCount);
}

/** The range in pieces that can each be read without keeping anybody waiting. */
export function hourSpans(range: UsageRange): readonly HourSpan[] {
  const { from: first, until: end } = spanOf(range);
  const spans: HourSpan[] = [];
  for (let from = first; from < end; from += HOURS_PER_STATEMENT * HOUR_SECONDS) {
    spans.push({ from, until: from + HOURS_PER_STATEMENT * HOUR_SECONDS });
  }
  return spans;
}

function spanOf({ firstDay, lastDay }: UsageRange): HourSpan {
  return { from: firstDay, until: lastDay + DAY_SECONDS };
}

function toCount({ consuming, ...row }: HourlyRow): HourlyUsageCount {
  return { ...row, consuming: consuming === 1 };
}
