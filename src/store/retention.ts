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

/** The largest account number with anything recorded; 0 when nothing is. */
export async function lastRecordedAccount(db: Db): Promise<number> {
  const row = await db
    .selectNoFrom(({ selectFrom }) => [
      selectFrom("usage_journal")
        .select(({ fn }) => fn.max<number | null>("uid").as("last"))
        .as("journal"),
      selectFrom("user_usage_daily")
        .select(({ fn }) => fn.max<number | null>("uid").as("last"))
        .as("usage"),
      selectFrom("member_counters")
        .select(({ fn }) => fn.max<number | null>("uid").as("last"))
        .as("counters"),
    ])
    .executeTakeFirstOrThrow();
  return Math.max(row.journal ?? 0, row.usage ?? 0, row.counters ?? 0);
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

/** Deletes what is older than the horizon of the accounts `first` to `last`. */
export async function forgetAccounts(
  tx: Db,
  first: number,
  last: number,
  horizon: RetentionHorizon,
): Promise<void> {
  await tx
    .deleteFrom("usage_journal")
    .where("uid", ">=", first)
    .where("uid", "<=", last)
    .where("hour", ">", 0)
    .where("hour", "<", horizon.journal)
    .execute();
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
