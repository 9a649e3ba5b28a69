import { sql } from "kysely";
import type { MemberSortField } from "../model/member-order.ts";
import { MEMBER_SHARE_QUOTA } from "../model/member-order.ts";
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

/** A member's place in a list that is ordered by something else than its username. */
export interface RankedMember {
  readonly uid: number;
  readonly id: string;
  /** What it is ordered by; 0 for never and for nothing. */
  readonly value: number;
}

export interface RankedPage {
  readonly field: MemberSortField;
  readonly isDescending: boolean;
  /** Start of the month of which the consumption counts. */
  readonly month: number;
  readonly after: RankedMember | undefined;
  readonly limit: number;
}

/** The first of a selection in the order; those that are alike in it by uid. */
export async function rankMembers(
  db: Db,
  selection: MemberSelection & { readonly gid: number },
  { field, isDescending, month, after, limit }: RankedPage,
): Promise<readonly RankedMember[]> {
  const value =
    field === "last_seen"
      ? sql`coalesce((select max(at) from (
          select k.last_used_at as at from api_keys as k where k.uid = u.uid union all select s.last_seen_at from sessions as s where s.uid = u.uid
          union all select u.last_login
        ) as seen), 0)`
      : sql`coalesce((select m.used from member_counters as m where m.gid = ${selection.gid}
          and m.quota = ${MEMBER_SHARE_QUOTA} and m.window_start = ${month} and m.uid = u.uid), 0)`;
  const beyond = isDescending ? sql`<` : sql`>`;
  const rest = after
    ? sql`where value ${beyond} ${after.value} or (value = ${after.value} and uid > ${after.uid})`
    : sql``;
  const { rows } = await sql<RankedMember>`select uid, id, value from (
      select u.uid, u.id, ${value} as value from ${USER_TABLES} where ${membersWhere(db, selection)}
    ) as ranked ${rest} order by value ${sql.raw(isDescending ? "desc" : "asc")}, uid limit ${limit}`.execute(
    db,
  );
  return rows;
}

/** When accounts last showed any sign of life; those that never did are absent. */
export async function lastSeenOf(db: Db, uids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (uids.length === 0) return new Map();
  const { rows } = await sql<{ readonly uid: number; readonly at: number }>`select uid, max(at) as at from (
      select uid, last_used_at as at from api_keys where uid in (${sql.join(uids)})
      union all select uid, last_seen_at from sessions where uid in (${sql.join(uids)})
      union all select uid, last_login from users where uid in (${sql.join(uids)})
    ) as seen where at is not null group by uid`.execute(db);
  return new Map(rows.map(({ uid, at }) => [uid, at]));
}
