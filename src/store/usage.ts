import type { UsageCount, UsageRange } from "../model/usage.ts";
import type { Db } from "./database.ts";
import { Insertion } from "./insertion.ts";
import type { UsageJournalTable } from "./tables.ts";

/** A line of the journal; `hour` is 0 for what a live count gained or lost, which belongs to no window. */
export type JournalRow = UsageJournalTable;

export interface DailyRow extends UsageCount {
  /** `uid` or `gid`. */
  readonly subjectId: number;
}

const JOURNAL = new Insertion({
  into: "usage_journal",
  columns: [
    ["hour", "integer"],
    ["node", "text"],
    ["uid", "integer"],
    ["gid", "integer"],
    ["bucket", "text"],
    ["quota", "text"],
    ["calls", "integer"],
    ["cost", "integer"],
  ],
  onConflict: `(hour, node, uid, gid, bucket, quota) do update
    set calls = usage_journal.calls + excluded.calls, cost = usage_journal.cost + excluded.cost`,
});

const DAILY = { user: daily("user_usage_daily", "uid"), group: daily("group_usage_daily", "gid") };

function daily(table: string, subject: string): Insertion {
  return new Insertion({
    into: table,
    columns: [
      [subject, "integer"],
      ["day", "integer"],
      ["bucket", "text"],
      ["consuming", "integer"],
      ["calls", "integer"],
    ],
    onConflict: `(${subject}, day, bucket, consuming) do update set calls = ${table}.calls + excluded.calls`,
  });
}

/** Adds to the journal's counts. No two rows may have the same key. */
export async function addToJournal(tx: Db, rows: readonly JournalRow[]): Promise<void> {
  await JOURNAL.add(
    tx,
    rows.map((row) => [row.hour, row.node, row.uid, row.gid, row.bucket, row.quota, row.calls, row.cost]),
  );
}

/** Adds to the daily roll-up of users or groups. No two rows may have the same key. */
export async function addToDaily(
  tx: Db,
  subject: "user" | "group",
  rows: readonly DailyRow[],
): Promise<void> {
  await DAILY[subject].add(
    tx,
    rows.map((row) => [row.subjectId, row.day, row.bucket, Number(row.consuming), row.calls]),
  );
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
