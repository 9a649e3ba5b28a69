import { sql } from "kysely";
import { notFound } from "../model/errors.ts";
import type { AccountKind, User } from "../model/user.ts";
import type { Db } from "./database.ts";
import { forUpdate } from "./locks.ts";

export interface MembershipRow {
  readonly gid: number | null;
  readonly kind: AccountKind;
  readonly is_admin: number;
}

/** As it is now, not as the caller once read it: the counts depend on it. */
export async function lockMembership(tx: Db, user: User): Promise<MembershipRow> {
  const { rows } = await sql<MembershipRow>`select gid, kind, is_admin from users
    where uid = ${user.uid} ${forUpdate(tx)}`.execute(tx);
  if (rows[0] === undefined) throw notFound("User", user.id);
  return rows[0];
}

/** Adds one member to the counts of its group, or takes it off. */
export async function countMember(tx: Db, member: MembershipRow, by: 1 | -1): Promise<void> {
  if (member.gid === null) return;
  await tx
    .updateTable("groups")
    .set((group) => ({
      users_count: group("users_count", "+", member.kind === "user" ? by : 0),
      service_accounts_count: group("service_accounts_count", "+", member.kind === "user" ? 0 : by),
      administrators_count: group("administrators_count", "+", member.is_admin === 1 ? by : 0),
    }))
    .where("gid", "=", member.gid)
    .execute();
}
