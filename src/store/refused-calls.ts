import { type RawBuilder, sql } from "kysely";
import type { RefusalCount } from "../model/refused-call.ts";
import type { AccountKind } from "../model/user.ts";
import type { Db } from "./database.ts";
import { Insertion } from "./insertion.ts";

const COUNTS = new Insertion({
  into: "refused_calls",
  columns: [
    ["hour", "integer"],
    ["uid", "integer"],
    ["gid", "integer"],
    ["code", "text"],
    ["quota", "text"],
    ["side", "text"],
    ["calls", "integer"],
    ["last_at", "integer"],
    ["last_method", "text"],
    ["last_endpoint", "text"],
    ["last_address", "text"],
  ],
  onConflict: `(hour, uid, gid, code, quota, side) do update set calls = refused_calls.calls + excluded.calls,
    last_at = excluded.last_at, last_method = excluded.last_method, last_endpoint = excluded.last_endpoint,
    last_address = excluded.last_address`,
});

/** Adds to what was counted. No two of them may have the same key. */
export async function addRefusedCalls(tx: Db, counts: readonly RefusalCount[]): Promise<void> {
  await COUNTS.add(
    tx,
    counts.map((count) => [
      count.hour,
      count.uid,
      count.gid,
      count.code,
      count.quota,
      count.side,
      count.calls,
      count.lastAt,
      count.lastMethod,
      count.lastEndpoint,
      count.lastAddress,
    ]),
  );
}

/** Which refused calls are looked at. */
export interface RefusalSelection {
  /** A user's, a group's, or (neither) everybody's. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** Hours that begin in [from, until), in unix seconds. */
  readonly from: number;
  readonly until: number;
}

export interface HourOfRefusals {
  readonly hour: number;
  readonly code: string;
  readonly calls: number;
}

export async function refusalsByHour(
  db: Db,
  selection: RefusalSelection,
): Promise<readonly HourOfRefusals[]> {
  const { rows } = await sql<HourOfRefusals>`
    select hour, code, cast(sum(calls) as bigint) as calls from refused_calls as r
    where ${where(selection)} group by hour, code order by hour, code`.execute(db);
  return rows;
}

export interface RefusalsByQuota {
  readonly quota: string;
  readonly side: "user" | "group";
  readonly calls: number;
}

export async function refusalsByQuota(
  db: Db,
  selection: RefusalSelection,
): Promise<readonly RefusalsByQuota[]> {
  const { rows } = await sql<RefusalsByQuota>`
    select quota, side, cast(sum(calls) as bigint) as calls from refused_calls as r
    where ${where(selection)} and quota <> '' group by quota, side order by quota, side`.execute(db);
  return rows;
}

/** Null for an account that is gone, or that nobody knows. */
interface Named {
  readonly id: string | null;
  readonly kind: AccountKind | null;
}

export interface RefusalsByUser extends Named {
  readonly calls: number;
}

/** Whose calls were refused most. */
export async function refusalsByUser(
  db: Db,
  selection: RefusalSelection,
  limit: number,
): Promise<readonly RefusalsByUser[]> {
  const { rows } = await sql<RefusalsByUser>`
    select u.id, u.kind, counted.calls from (
      select uid, cast(sum(calls) as bigint) as calls from refused_calls as r
      where ${where(selection)} group by uid order by calls desc, uid limit ${limit}
    ) as counted left join users as u on u.uid = counted.uid
    order by counted.calls desc, counted.uid`.execute(db);
  return rows;
}

export interface LatestRefusal extends Named {
  readonly code: string;
  readonly quota: string;
  readonly side: "user" | "group" | "";
  readonly calls: number;
  readonly last_at: number;
  readonly last_method: string;
  readonly last_endpoint: string;
  readonly last_address: string;
}

/** The last call of each account, hour and reason, newest first. */
export async function latestRefusals(
  db: Db,
  selection: RefusalSelection,
  limit: number,
): Promise<readonly LatestRefusal[]> {
  const { rows } = await sql<LatestRefusal>`
    select u.id, u.kind, r.code, r.quota, r.side, r.calls, r.last_at, r.last_method, r.last_endpoint, r.last_address
    from refused_calls as r left join users as u on u.uid = r.uid
    where ${where(selection)} order by r.last_at desc, r.uid, r.code, r.quota, r.side limit ${limit}`.execute(
    db,
  );
  return rows;
}

/** Deletes what was refused before an instant; at most `limit` counts. Returns whether more may be left. */
export async function forgetRefusedCalls(tx: Db, before: number, limit: number): Promise<boolean> {
  const key = sql.raw("hour, uid, gid, code, quota, side");
  const { numAffectedRows } = await sql`delete from refused_calls where (${key}) in (
    select ${key} from refused_calls where hour < ${before} order by ${key} limit ${limit})`.execute(tx);
  return Number(numAffectedRows) === limit;
}

function where({ uid, gid, from, until }: RefusalSelection): RawBuilder<unknown> {
  return sql`r.hour >= ${from} and r.hour < ${until}
    and ${uid === undefined ? sql`true` : sql`r.uid = ${uid}`}
    and ${gid === undefined ? sql`true` : sql`r.gid = ${gid}`}`;
}
