import { type RawBuilder, sql } from "kysely";
import { MEMBER_SHARE_QUOTA, type MemberSortField } from "../model/member-order.ts";
import type { Db } from "./database.ts";
import { type ListedIn, type MemberSelection, type MemberSpan, membersWhere } from "./member-conditions.ts";
import { USER_TABLES } from "./user-rows.ts";

/** The next piece of a list after a username, of so many members at most; undefined at its end. */
export async function nextSpan(
  db: Db,
  from: ListedIn,
  afterId: string,
  members: number,
): Promise<MemberSpan | undefined> {
  const { rows } = await sql<{ readonly last: string | null }>`select max(id) as last from (
    select u.id from users as u where ${membersWhere(db, { from })} and u.id > ${afterId}
    order by u.id limit ${members}) as piece`.execute(db);
  const last = rows[0]?.last ?? null;
  return last === null ? undefined : { afterId, lastId: last };
}

/** What members of a group can be ordered by besides their usernames. */
export interface Ranking {
  readonly field: MemberSortField;
  readonly gid: number;
  /** Start of the month of which the consumption counts. */
  readonly month: number;
}

/** Internal ids of a selection, and what it is ranked by: 0 for never and for nothing, and without a ranking. */
export interface FoundUids {
  readonly uids: readonly number[];
  readonly values: readonly number[];
}

/**
 * Everyone of a selection, without a ranking by username. As text in one row: a row for every member would take three
 * times as long.
 */
export async function findUids(db: Db, selection: MemberSelection, ranking?: Ranking): Promise<FoundUids> {
  const { value, table } = rankedBy(ranking);
  const order = ranking === undefined ? sql`order by u.id` : sql``;
  const { rows } = await sql<{ readonly uids: string | null; readonly ranks: string | null }>`
    select string_agg(cast(uid as text), ',') as uids, string_agg(cast(rank as text), ',') as ranks
    from (select u.uid, ${value} as rank from ${USER_TABLES} ${table}
      where ${membersWhere(db, selection)} ${order}) as found`.execute(db);
  return { uids: parseNumbers(rows[0]?.uids), values: parseNumbers(rows[0]?.ranks) };
}

/** When accounts last showed any sign of life; those that never did are absent. */
export async function lastSeenOf(db: Db, uids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (uids.length === 0) return new Map();
  const { rows } = await sql<{ readonly uid: number; readonly at: number }>`select u.uid, ${LAST_SEEN} as at
    from users as u ${LAST_SEEN_TABLE} where u.uid in (${sql.join(uids)})`.execute(db);
  return new Map(rows.flatMap(({ uid, at }) => (at === 0 ? [] : [[uid, at] as const])));
}

const LAST_SEEN_TABLE = sql`left join last_seen as seen on seen.uid = u.uid`;
const LAST_SEEN = sql`case when coalesce(seen.at, 0) > coalesce(u.last_login, 0)
  then seen.at else coalesce(u.last_login, 0) end`;

function rankedBy(ranking: Ranking | undefined): { value: RawBuilder<unknown>; table: RawBuilder<unknown> } {
  switch (ranking?.field) {
    case undefined:
      return { value: sql`0`, table: sql`` };
    case "last_seen":
      return { value: LAST_SEEN, table: LAST_SEEN_TABLE };
    case "quota_consumed":
      return {
        value: sql`coalesce(counter.used, 0)`,
        table: sql`left join member_counters as counter on counter.gid = ${ranking.gid}
          and counter.quota = ${MEMBER_SHARE_QUOTA} and counter.window_start = ${ranking.month}
          and counter.uid = u.uid`,
      };
  }
}

function parseNumbers(text: string | null | undefined): readonly number[] {
  return JSON.parse(`[${text ?? ""}]`);
}
