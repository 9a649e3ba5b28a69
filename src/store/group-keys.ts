import { sql } from "kysely";
import type { ApiKey } from "../model/api-key.ts";
import type { AccountKind } from "../model/user.ts";
import { KEY_COLUMNS, type KeyRow, toApiKey } from "./api-keys.ts";
import type { Db } from "./database.ts";
import { type MemberSelection, membersWhere } from "./member-conditions.ts";

/** Later than every expiry. */
export const NEVER = Number.MAX_SAFE_INTEGER;

/** A key of a member, and the second from which it is refused; NEVER for one that is good for ever. */
export interface GroupKey {
  readonly key: ApiKey;
  readonly owner: { readonly id: string; readonly kind: AccountKind };
  readonly end: number;
}

export interface GroupKeySelection extends MemberSelection {
  /** How old keys may get in this group; undefined: as old as they like. */
  readonly ageSecondsMax: number | undefined;
  /** Only those that end before this second. */
  readonly before: number | undefined;
}

/** The keys of a selection of members that end first; those that end together by id. */
export async function firstKeysToEnd(
  db: Db,
  selection: GroupKeySelection,
  after: { readonly end: number; readonly keyId: string } | undefined,
  limit: number,
): Promise<readonly GroupKey[]> {
  const rest = after
    ? sql`and (${endOf(selection)} > ${after.end} or ${endOf(selection)} = ${after.end} and k.id > ${after.keyId})`
    : sql``;
  const { rows } = await sql<
    KeyRow & { readonly owner_id: string; readonly owner_kind: AccountKind; readonly end_at: number }
  >`
    select ${KEY_COLUMNS}, u.id as owner_id, u.kind as owner_kind, ${endOf(selection)} as end_at
    from users as u join api_keys as k on k.uid = u.uid
    where ${keysWhere(db, selection)} ${rest} order by end_at, k.id limit ${limit}`.execute(db);
  return rows.map((row) => ({
    key: toApiKey(row),
    owner: { id: row.owner_id, kind: row.owner_kind },
    end: row.end_at,
  }));
}

export async function countKeys(db: Db, selection: GroupKeySelection): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`select count(*) as count
    from users as u join api_keys as k on k.uid = u.uid where ${keysWhere(db, selection)}`.execute(db);
  return rows[0]?.count ?? 0;
}

function keysWhere(db: Db, selection: GroupKeySelection) {
  const { before } = selection;
  return sql`${membersWhere(db, selection)} and ${before === undefined ? sql`true` : sql`${endOf(selection)} < ${before}`}`;
}

function endOf({ ageSecondsMax }: GroupKeySelection) {
  if (ageSecondsMax === undefined) return sql`coalesce(k.expires_at, ${sql.lit(NEVER)})`;
  const tooOld = sql`k.created_at + ${sql.lit(ageSecondsMax)}`;
  return sql`(case when k.expires_at < ${tooOld} then k.expires_at else ${tooOld} end)`;
}
