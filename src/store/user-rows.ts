import { type RawBuilder, sql } from "kysely";
import type { Privileges } from "../model/privileges.ts";
import type { Membership, Preferences, User } from "../model/user.ts";
import { GROUP_ADMIN, type Role } from "../names/roles.ts";
import type { Db } from "./database.ts";
import { fromJson, toJson } from "./json.ts";
import { SharedValues } from "./shared-values.ts";
import type { UserTable } from "./tables.ts";

export interface UserRow
  extends Omit<
    UserTable,
    | "uid"
    | "password_hash"
    | "sso_suspended"
    | "api_quota_gid"
    | "intelligence_quota_gid"
    | "monitor_quota_gid"
  > {
  readonly uid: number;
  readonly has_password: number;
  readonly sso_suspended: number;
  readonly group_id: string | null;
  readonly api_quota_group: string | null;
  readonly intelligence_quota_group: string | null;
  readonly monitor_quota_group: string | null;
}

/** Everything that a User says, from `users u` as USER_TABLES joins it. */
export const USER_COLUMNS_TEXT = `u.uid, u.id, u.kind, u.email, u.first_name, u.last_name, u.profile_phrase,
  case when u.password_hash is null then 0 else 1 end as has_password,
  u.status, u.reputation, u.has_2fa, u.user_since, u.last_login, u.preferences, u.privileges,
  u.sso_issuer, u.sso_subject, u.sso_suspended, u.gid, u.is_admin, u.roles, member_of.id as group_id, api_payer.id as api_quota_group,
  intelligence_payer.id as intelligence_quota_group, monitor_payer.id as monitor_quota_group`;

export const USER_COLUMNS = sql.raw(USER_COLUMNS_TEXT);

export const USER_TABLES_TEXT = `users as u
  left join groups as member_of on member_of.gid = u.gid
  left join groups as api_payer on api_payer.gid = u.api_quota_gid
  left join groups as intelligence_payer on intelligence_payer.gid = u.intelligence_quota_gid
  left join groups as monitor_payer on monitor_payer.gid = u.monitor_quota_gid`;

export const USER_TABLES = sql.raw(USER_TABLES_TEXT);

/** Users that satisfy what follows `where`, an order and a limit included. */
export async function selectUsers(db: Db, where: RawBuilder<unknown>): Promise<User[]> {
  const { rows } = await sql<UserRow>`select ${USER_COLUMNS} from ${USER_TABLES} where ${where}`.execute(db);
  return rows.map(toUser);
}

export function toUser(row: UserRow): User {
  // Thousands are remembered, so what most of them have in common is one object for all.
  return {
    uid: row.uid,
    id: row.id,
    kind: row.kind,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    profilePhrase: row.profile_phrase,
    hasPassword: row.has_password === 1,
    status: row.status,
    reputation: row.reputation,
    has2fa: row.has_2fa === 1,
    userSince: row.user_since,
    lastLogin: row.last_login,
    preferences: preferences.of(row.preferences, () => fromJson(row.preferences)),
    privileges: privileges.of(row.privileges, () => fromJson(row.privileges)),
    membership: toMembership(row),
    sso:
      row.sso_issuer === null || row.sso_subject === null
        ? null
        : { issuer: row.sso_issuer, subject: row.sso_subject, suspended: row.sso_suspended === 1 },
  };
}

const preferences = new SharedValues<Preferences>();
const privileges = new SharedValues<Privileges>();
const memberships = new SharedValues<Membership>();

function toMembership(row: UserRow): Membership | null {
  const { gid, group_id: groupId } = row;
  if (gid === null || groupId === null) return null;
  const payers = [row.api_quota_group, row.intelligence_quota_group, row.monitor_quota_group];
  return memberships.of(toJson([gid, groupId, payers, row.is_admin, row.roles]), () => {
    const roles = fromJson<Role[]>(row.roles);
    return {
      gid,
      groupId,
      roles: row.is_admin === 1 ? [GROUP_ADMIN, ...roles] : roles,
      quotaGroups: {
        api: row.api_quota_group,
        intelligence: row.intelligence_quota_group,
        monitor: row.monitor_quota_group,
      },
    };
  });
}
