import { type RawBuilder, sql } from "kysely";
import { DAY_SECONDS } from "../model/quotas.ts";
import type { Db } from "./database.ts";

/** What begins before these instants (unix seconds) is no longer kept. */
export interface RetentionHorizon {
  readonly journal: number;
  readonly usage: number;
  readonly counters: number;
  /** For counters by the hour and by the minute, which nobody asks for once their window is over. */
  readonly shortCounters: number;
}

/** The largest account number with anything derived recorded; 0 when nothing is. */
export async function lastRecordedAccount(db: Db): Promise<number> {
  const row = await db
    .selectNoFrom(({ selectFrom }) => [
      selectFrom("user_usage_daily")
        .select(({ fn }) => fn.max<number | null>("uid").as("last"))
        .as("usage"),
      selectFrom("member_counters")
        .select(({ fn }) => fn.max<number | null>("uid").as("last"))
        .as("counters"),
    ])
    .executeTakeFirstOrThrow();
  return Math.max(row.usage ?? 0, row.counters ?? 0);
}

/** The largest group number with anything recorded; 0 when nothing is. */
export async function lastRecordedGroup(db: Db): Promise<number> {
  const row = await db
    .selectNoFrom(({ selectFrom }) => [
      selectFrom("group_usage_daily")
        .select(({ fn }) => fn.max<number | null>("gid").as("last"))
        .as("usage"),
      selectFrom("group_counters")
        .select(({ fn }) => fn.max<number | null>("gid").as("last"))
        .as("counters"),
    ])
    .executeTakeFirstOrThrow();
  return Math.max(row.usage ?? 0, row.counters ?? 0);
}

/** The last `count` UTC days on which anything was recorded, newest first, as their midnights. */
export async function recordedDays(db: Db, count: number): Promise<readonly number[]> {
  const days: number[] = [];
  for (let before = Number.MAX_SAFE_INTEGER; days.length < count; ) {
    const { hour } = await db
      .selectFrom("usage_journal")
      .select(({ fn }) => fn.max<number | null>("hour").as("hour"))
      .where("hour", ">", 0)
      .where("hour", "<", before)
      .executeTakeFirstOrThrow();
    if (hour === null) break;
    before = hour - (hour % DAY_SECONDS);
    days.push(before);
  }
  return days;
}

/** Deletes at most `limit` lines of the journal that are older than the horizon; returns whether more may be left. */
export async function forgetJournal(tx: Db, { journal }: RetentionHorizon, limit: number): Promise<boolean> {
  const key = sql.raw("hour, node, uid, gid, bucket, quota");
  const { numAffectedRows } = await sql`
    delete from usage_journal where (${key}) in (
      select ${key} from usage_journal where hour > 0 and hour < ${journal} order by ${key} limit ${limit}
    )`.execute(tx);
  return Number(numAffectedRows) === limit;
}

/** Deletes what is older than the horizon of what was derived for the accounts `first` to `last`. */
export async function forgetAccounts(
  tx: Db,
  first: number,
  last: number,
  horizon: RetentionHorizon,
): Promise<void> {
  await tx
    .deleteFrom("user_usage_daily")
    .where("uid", ">=", first)
    .where("uid", "<=", last)
    .where("day", "<", horizon.usage)
    .execute();
  await tx
    .deleteFrom("member_counters")
    .where("uid", ">=", first)
    .where("uid", "<=", last)
    .where(isExpired(horizon))
    .execute();
}

/** Deletes what is older than the horizon of the groups `first` to `last`. */
export async function forgetGroups(
  tx: Db,
  first: number,
  last: number,
  horizon: RetentionHorizon,
): Promise<void> {
  await tx
    .deleteFrom("group_usage_daily")
    .where("gid", ">=", first)
    .where("gid", "<=", last)
    .where("day", "<", horizon.usage)
    .execute();
  await tx
    .deleteFrom("group_counters")
    .where("gid", ">=", first)
    .where("gid", "<=", last)
    .where(isExpired(horizon))
    .execute();
}

/** Live counts, whose window begins at 0, stay; only windows shorter than a day begin off midnight. */
function isExpired({ counters, shortCounters }: RetentionHorizon): RawBuilder<boolean> {
  return sql<boolean>`(window_start > 0 and (
    window_start < ${counters} or (window_start < ${shortCounters} and window_start % ${DAY_SECONDS} <> 0)
  ))`;
}
