import { sql } from "kysely";
import type { ConsumptionWindows } from "../model/consumption.ts";
import { currentWindows, type QuotaUse, windowOf } from "../model/quotas.ts";
import type { Db } from "./database.ts";
import { Insertion } from "./insertion.ts";
import { toJson } from "./json.ts";
import { integerAt, Statement } from "./statement.ts";
import type { GroupCounterTable, MemberCounterTable } from "./tables.ts";

const MEMBERS = new Insertion({
  into: "member_counters",
  columns: [
    ["gid", "integer"],
    ["quota", "text"],
    ["window_start", "integer"],
    ["uid", "integer"],
    ["used", "integer"],
  ],
  onConflict: "(gid, quota, window_start, uid) do update set used = member_counters.used + excluded.used",
});

const GROUPS = new Insertion({
  into: "group_counters",
  columns: [
    ["gid", "integer"],
    ["quota", "text"],
    ["window_start", "integer"],
    ["used", "integer"],
  ],
  onConflict: "(gid, window_start, quota) do update set used = group_counters.used + excluded.used",
});

/** Adds to members' counters. No two rows may have the same key. */
export async function addToMemberCounters(tx: Db, rows: readonly MemberCounterTable[]): Promise<void> {
  await MEMBERS.add(
    tx,
    rows.map((row) => [row.gid, row.quota, row.window_start, row.uid, row.used]),
  );
}

/** Adds to groups' counters. No two rows may have the same key. */
export async function addToGroupCounters(tx: Db, rows: readonly GroupCounterTable[]): Promise<void> {
  await GROUPS.add(
    tx,
    rows.map((row) => [row.gid, row.quota, row.window_start, row.used]),
  );
}

interface UseRow {
  readonly quota: string;
  readonly window_start: number;
  readonly used: number;
}

interface SubjectUseRow extends UseRow {
  /** `uid` or `gid`. */
  readonly id: number;
}

const USERS_USE = new Statement<SubjectUseRow>(`
  select uid as id, quota, window_start, used from member_counters
  where uid in (select ${integerAt(0)} from json_rows(?)) and window_start in (?, ?, ?, ?, 0)`);
const GROUPS_USE = new Statement<SubjectUseRow>(`
  select gid as id, quota, window_start, used from group_counters
  where gid in (select ${integerAt(0)} from json_rows(?)) and window_start in (?, ?, ?, ?, 0)`);

/** What users have used in the current windows, whichever group paid; whoever has used nothing is absent. */
export async function usersUse(
  db: Db,
  uids: readonly number[],
  nowSeconds: number,
): Promise<ReadonlyMap<number, QuotaUse>> {
  return sumBySubject(await USERS_USE.rows(db, manyParameters(uids, nowSeconds)), nowSeconds);
}

/** What the members of groups have used of their quotas in the current windows; a group of which nothing was used is absent. */
export async function groupsUse(
  db: Db,
  gids: readonly number[],
  nowSeconds: number,
): Promise<ReadonlyMap<number, QuotaUse>> {
  return sumBySubject(await GROUPS_USE.rows(db, manyParameters(gids, nowSeconds)), nowSeconds);
}

/** One account's part in what a group has consumed. */
export interface Consumer {
  readonly uid: number;
  readonly consumed: number;
}

export interface ConsumerPage {
  readonly order: "asc" | "desc";
  /** The last consumer of the page before. */
  readonly after: Consumer | undefined;
  readonly limit: number;
}

/**
 * A page of who consumed a group's quota, by how much, and how many there are. Accounts that have left
 * the group are among them, deleted ones are not: nothing is left of them to show, and their part
 * remains in the group's own counters.
 */
export async function pageOfConsumers(
  db: Db,
  gid: number,
  { quota, from, until }: ConsumptionWindows,
  { order, after, limit }: ConsumerPage,
): Promise<{ readonly consumers: readonly Consumer[]; readonly count: number }> {
  const beyond = order === "asc" ? sql`>` : sql`<`;
  const rest = after
    ? sql`where consumed ${beyond} ${after.consumed} or (consumed = ${after.consumed} and uid > ${after.uid})`
    : sql``;
  const { rows } = await sql<Consumer & { readonly count: number }>`
    with consumers as materialized (
      select uid, cast(sum(used) as bigint) as consumed from member_counters
      where gid = ${gid} and quota = ${quota} and window_start >= ${from} and window_start < ${until}
        and uid in (select uid from users)
      group by uid having sum(used) > 0
    )
    select uid, consumed, (select count(*) from consumers) as count from consumers ${rest}
    order by consumed ${sql.raw(order)}, uid limit ${limit}`.execute(db);
  return {
    consumers: rows.map(({ uid, consumed }) => ({ uid, consumed })),
    count: rows[0]?.count ?? 0,
  };
}

/** What one window of a quota's counter holds. */
export type WindowUse = UseRow;

/** Windows of some quotas of a user or a group that begin in [from, until); a user's whichever group paid. */
export async function useByWindow(
  db: Db,
  side: "user" | "group",
  id: number,
  {
    quotas,
    from,
    until,
  }: { readonly quotas: readonly string[]; readonly from: number; readonly until: number },
): Promise<readonly WindowUse[]> {
  const table = side === "user" ? sql`member_counters` : sql`group_counters`;
  const subject = side === "user" ? sql`uid` : sql`gid`;
  const { rows } = await sql<WindowUse>`
    select quota, window_start, cast(sum(used) as bigint) as used from ${table}
    where ${subject} = ${id} and window_start >= ${from} and window_start < ${until}
      and quota in (${sql.join(quotas)})
    group by quota, window_start`.execute(db);
  return rows;
}

/** What accounts consumed of a group's quota, window by window. */
export async function windowsOfConsumers(
  db: Db,
  gid: number,
  { quota, from, until }: ConsumptionWindows,
  uids: readonly number[],
): Promise<readonly Pick<MemberCounterTable, "uid" | "window_start" | "used">[]> {
  if (uids.length === 0) return [];
  return db
    .selectFrom("member_counters")
    .select(["uid", "window_start", "used"])
    .where("uid", "in", uids)
    .where("window_start", ">=", from)
    .where("window_start", "<", until)
    .where("gid", "=", gid)
    .where("quota", "=", quota)
    .where("used", ">", 0)
    .orderBy("uid")
    .orderBy("window_start")
    .execute();
}

/** What a group's members consumed of a quota, those that are gone included. */
export async function consumedOfGroup(
  db: Db,
  gid: number,
  { quota, from, until }: ConsumptionWindows,
): Promise<number> {
  const row = await db
    .selectFrom("group_counters")
    .select(({ fn }) => fn.sum<number | null>("used").as("used"))
    .where("gid", "=", gid)
    .where("window_start", ">=", from)
    .where("window_start", "<", until)
    .where("quota", "=", quota)
    .executeTakeFirstOrThrow();
  return Number(row.used ?? 0);
}

function manyParameters(ids: readonly number[], nowSeconds: number): readonly (number | string)[] {
  const { minute, hour, day, month } = currentWindows(nowSeconds);
  return [toJson(ids.map((id) => [id])), minute, hour, day, month];
}

function sumBySubject(rows: readonly SubjectUseRow[], nowSeconds: number): ReadonlyMap<number, QuotaUse> {
  const bySubject = Map.groupBy(rows, (row) => row.id);
  return new Map([...bySubject].map(([id, own]) => [id, sumCurrent(own, nowSeconds)]));
}

/** A first of the month is the start of a month, a day, an hour and a minute: each quota counts in one of them. */
function sumCurrent(rows: readonly UseRow[], nowSeconds: number): QuotaUse {
  const windows = currentWindows(nowSeconds);
  const use = new Map<string, number>();
  for (const { quota, window_start, used } of rows) {
    if (windows[windowOf(quota)] === window_start) use.set(quota, (use.get(quota) ?? 0) + used);
  }
  return use;
}
