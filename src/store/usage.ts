import type { UsageCount, UsageRange } from "../model/usage.ts";
import type { Db } from "./database.ts";
import { toJson } from "./json.ts";
import { integerAt, Statement, textAt } from "./statement.ts";
import type { UsageJournalTable } from "./tables.ts";

/** A line of the journal; `hour` is 0 for what a live count gained or lost, which belongs to no window. */
export type JournalRow = UsageJournalTable;

export interface DailyRow extends UsageCount {
  /** `uid` or `gid`. */
  readonly subjectId: number;
}

const ADD_TO_JOURNAL = new Statement<never>(`
  insert into usage_journal (hour, node, uid, gid, bucket, quota, calls, cost)
  select ${integerAt(0)}, ${textAt(1)}, ${integerAt(2)}, ${integerAt(3)}, ${textAt(4)}, ${textAt(5)},
    ${integerAt(6)}, ${integerAt(7)}
  from json_rows(?) where true
  on conflict (hour, node, uid, gid, bucket, quota) do update
  set calls = usage_journal.calls + excluded.calls, cost = usage_journal.cost + excluded.cost`);

/** Adds to the journal's counts. No two rows may have the same key. */
export async function addToJournal(tx: Db, rows: readonly JournalRow[]): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map((row) => [
    row.hour,
    row.node,
    row.uid,
    row.gid,
    row.bucket,
    row.quota,
    row.calls,
    row.cost,
  ]);
  await ADD_TO_JOURNAL.rows(tx, [toJson(values)]);
}

const ADD_TO_DAILY = {
  user: addToDailyStatement("user_usage_daily", "uid"),
  group: addToDailyStatement("group_usage_daily", "gid"),
};

function addToDailyStatement(table: string, subject: string): Statement<never> {
  return new Statement(`
    insert into ${table} (${subject}, day, bucket, consuming, calls)
    select ${integerAt(0)}, ${integerAt(1)}, ${textAt(2)}, ${integerAt(3)}, ${integerAt(4)}
    from json_rows(?) where true
    on conflict (${subject}, day, bucket, consuming) do update set calls = ${table}.calls + excluded.calls`);
}

/** Adds to the daily roll-up of users or groups. No two rows may have the same key. */
export async function addToDaily(
  tx: Db,
  subject: "user" | "group",
  rows: readonly DailyRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map((row) => [row.subjectId, row.day, row.bucket, Number(row.consuming), row.calls]);
  await ADD_TO_DAILY[subject].rows(tx, [toJson(values)]);
}

/** Calls of one user by day and bucket, whichever group paid. */
export async function userUsage(db: Db, uid: number, range: UsageRange): Promise<readonly UsageCount[]> {
  const rows = await db
    .selectFrom("user_usage_daily")
    .select(["day", "bucket", "consuming", "calls"])
    .where("uid", "=", uid)
    .where("day", ">=", range.firstDay)
    .where("day", "<=", range.lastDay)
    .orderBy("day")
    .orderBy("bucket")
    .execute();
  return rows.map((row) => ({ ...row, consuming: row.consuming === 1 }));
}

/** Calls charged to a group by day and bucket, those of members who have left it or are gone included. */
export async function groupUsage(db: Db, gid: number, range: UsageRange): Promise<readonly UsageCount[]> {
  const rows = await db
    .selectFrom("group_usage_daily")
    .select(["day", "bucket", "consuming", "calls"])
    .where("gid", "=", gid)
    .where("day", ">=", range.firstDay)
    .where("day", "<=", range.lastDay)
    .orderBy("day")
    .orderBy("bucket")
    .execute();
  return rows.map((row) => ({ ...row, consuming: row.consuming === 1 }));
}
