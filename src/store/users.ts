import { sql } from "kysely";
import type { ApiKey } from "../model/api-key.ts";
import { alreadyExists, notFound } from "../model/errors.ts";
import { type KeyPolicy, keyPolicyOf, NO_POLICY } from "../model/key-policy.ts";
import type { JsonObject } from "../model/patch.ts";
import type { Privileges } from "../model/privileges.ts";
import type { AccountKind, AccountStatus, Preferences, SsoIdentity, User } from "../model/user.ts";
import { GROUP_ADMIN, type Role } from "../names/roles.ts";
import { KEY_COLUMNS_TEXT, type KeyRow, toApiKey } from "./api-keys.ts";
import type { Db } from "./database.ts";
import { fromJson, toJson } from "./json.ts";
import { type MemberSelection, membersWhere } from "./member-conditions.ts";
import { countMember, lockMembership } from "./membership-counts.ts";
import { Statement } from "./statement.ts";
import {
  selectUsers,
  toUser,
  USER_COLUMNS_TEXT,
  USER_TABLES,
  USER_TABLES_TEXT,
  type UserRow,
} from "./user-rows.ts";
import { refuseDuplicates } from "./violations.ts";

/** An account without a group; `setMembership` joins it to one. */
export interface NewUser {
  readonly id: string;
  readonly kind: AccountKind;
  /** Lower case. */
  readonly email: string | null;
  readonly userSince: number;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly profilePhrase?: string | undefined;
  readonly passwordHash?: string | null | undefined;
  readonly status?: AccountStatus | undefined;
  readonly preferences?: Preferences | undefined;
  readonly privileges?: Privileges | undefined;
}

export interface UserChanges {
  readonly email?: string | null | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly profilePhrase?: string | undefined;
  readonly passwordHash?: string | null | undefined;
  readonly status?: AccountStatus | undefined;
  readonly reputation?: number | undefined;
  readonly has2fa?: boolean | undefined;
  readonly lastLogin?: number | null | undefined;
  readonly preferences?: Preferences | undefined;
  readonly privileges?: Privileges | undefined;
  /** Null: the account signs in by itself. */
  readonly sso?: Pick<SsoIdentity, "issuer" | "subject"> | null | undefined;
  readonly ssoSuspended?: boolean | undefined;
}

export interface NewMembership {
  readonly gid: number;
  readonly roles: readonly Role[];
  /** Who pays. Left out: the group on joining, and as it was when only the roles change. */
  readonly quotaGids?: QuotaGids | undefined;
}

export interface QuotaGids {
  readonly api: number | null;
  readonly intelligence: number | null;
  readonly monitor: number | null;
}

/** By username, exactly. */
export async function findUser(db: Db, id: string): Promise<User | undefined> {
  return (await selectUsers(db, sql`u.id = ${id}`))[0];
}

/** `email` in lower case. */
export async function findUserByEmail(db: Db, email: string): Promise<User | undefined> {
  return (await selectUsers(db, sql`u.email = ${email}`))[0];
}

/** By username, whatever its case: no two differ in that alone. */
export async function findUserById(db: Db, id: string): Promise<User | undefined> {
  return (await selectUsers(db, sql`lower(u.id) = lower(${id})`))[0];
}

export async function findUserBySubject(db: Db, issuer: string, subject: string): Promise<User | undefined> {
  return (await selectUsers(db, sql`u.sso_issuer = ${issuer} and u.sso_subject = ${subject}`))[0];
}

export async function findUserByUid(db: Db, uid: number): Promise<User | undefined> {
  return (await selectUsers(db, sql`u.uid = ${uid}`))[0];
}

/** Those that exist, by username. */
export async function findUsersByUid(db: Db, uids: readonly number[]): Promise<User[]> {
  if (uids.length === 0) return [];
  return selectUsers(db, sql`u.uid in (${sql.join(uids)}) order by u.id`);
}

/** Those that exist, by username; `emails` in lower case. */
export async function findUsersByEmail(db: Db, emails: readonly string[]): Promise<User[]> {
  if (emails.length === 0) return [];
  return selectUsers(db, sql`u.email in (${sql.join(emails)}) order by u.id`);
}

const KEY_OWNER = new Statement<UserRow & KeyRow & { readonly group_attributes: string | null }>(`
  select ${USER_COLUMNS_TEXT}, ${KEY_COLUMNS_TEXT}, member_of.attributes as group_attributes
  from ${USER_TABLES_TEXT} join api_keys as k on k.uid = u.uid where k.hash = ?`);

/** The key with this keyed hash and its owner, in one statement: every call is authenticated by it. */
export async function findKeyOwner(
  db: Db,
  hash: string,
): Promise<{ readonly user: User; readonly key: ApiKey; readonly policy: KeyPolicy } | undefined> {
  const [row] = await KEY_OWNER.rows(db, [hash]);
  return row && { user: toUser(row), key: toApiKey(row), policy: policyOf(row.group_attributes) };
}

/** What the group that the account belongs to asks of its keys. */
export async function keyPolicyOfOwner(db: Db, uid: number): Promise<KeyPolicy> {
  const row = await db
    .selectFrom("users as u")
    .innerJoin("groups as g", "g.gid", "u.gid")
    .select("g.attributes")
    .where("u.uid", "=", uid)
    .executeTakeFirst();
  return policyOf(row?.attributes ?? null);
}

function policyOf(groupAttributes: string | null): KeyPolicy {
  // Hardly any group has one, and every key that is met for the first time comes by here.
  if (groupAttributes === null || !groupAttributes.includes('"key_policy"')) return NO_POLICY;
  return keyPolicyOf(fromJson<JsonObject>(groupAttributes));
}

export async function passwordHash(db: Db, uid: number): Promise<string | null> {
  const row = await db.selectFrom("users").select("password_hash").where("uid", "=", uid).executeTakeFirst();
  return row?.password_hash ?? null;
}

export async function countUsers(db: Db): Promise<number> {
  const row = await db
    .selectFrom("users")
    .select((users) => users.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** A page of a group's members, or of all accounts, by username. */
export async function pageOfMembers(
  db: Db,
  page: MemberSelection & { readonly afterId: string | null; readonly limit: number },
): Promise<User[]> {
  const condition = sql`${membersWhere(db, page)} and u.id > ${page.afterId ?? ""}`;
  return selectUsers(db, sql`${condition} order by u.id limit ${page.limit}`);
}

/** Reads every member; without a filter the counts are on the group already. */
export async function countMembers(db: Db, selection: MemberSelection): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`select count(*) as count
    from ${USER_TABLES} where ${membersWhere(db, selection)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** People only: a service account cannot look after a group. */
export async function countActiveAdministrators(db: Db, gid: number, exceptUid: number): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`select count(*) as count from users as u
    where u.gid = ${gid} and u.is_admin = 1 and u.kind = 'user' and u.status = 'active'
      and u.uid <> ${exceptUid}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Accounts whose own privileges mention `admin`; whether it is granted now is the caller's to judge. */
export async function operators(db: Db): Promise<User[]> {
  return selectUsers(db, sql`u.privileges like ${'%"admin":%'} order by u.id`);
}

/** Raises AlreadyExistsError when the username, whatever its case, or the address is taken. */
export async function insertUser(tx: Db, user: NewUser): Promise<User> {
  const values = {
    id: user.id,
    kind: user.kind,
    email: user.email,
    first_name: user.firstName ?? "",
    last_name: user.lastName ?? "",
    profile_phrase: user.profilePhrase ?? "",
    password_hash: user.passwordHash ?? null,
    status: user.status ?? "active",
    reputation: 1,
    has_2fa: 0,
    user_since: user.userSince,
    last_login: null,
    preferences: toJson(user.preferences ?? {}),
    privileges: toJson(user.privileges ?? {}),
    gid: null,
    is_admin: 0,
    roles: "[]",
    api_quota_gid: null,
    intelligence_quota_gid: null,
    monitor_quota_gid: null,
  };
  const taken = takenSentences(user);
  // The engines differ in which index they check first; the username is the one to tell of.
  const { rows } = await sql`select 1 from users where lower(id) = lower(${user.id})`.execute(tx);
  if (rows.length > 0) throw alreadyExists(taken.users_id);
  const { uid } = await refuseDuplicates(taken, () =>
    tx.insertInto("users").values(values).returning("uid").executeTakeFirstOrThrow(),
  );
  return requireUser(tx, uid, user.id);
}

/** Raises AlreadyExistsError when the address is taken, NotFoundError when the account is gone. */
export async function updateUser(tx: Db, user: User, changes: UserChanges): Promise<User> {
  const { has2fa, preferences, privileges, sso, ssoSuspended } = changes;
  const columns = {
    email: changes.email,
    first_name: changes.firstName,
    last_name: changes.lastName,
    profile_phrase: changes.profilePhrase,
    password_hash: changes.passwordHash,
    status: changes.status,
    reputation: changes.reputation,
    has_2fa: has2fa === undefined ? undefined : Number(has2fa),
    last_login: changes.lastLogin,
    preferences: preferences === undefined ? undefined : toJson(preferences),
    privileges: privileges === undefined ? undefined : toJson(privileges),
    sso_issuer: sso === null ? null : sso?.issuer,
    sso_subject: sso === null ? null : sso?.subject,
    sso_suspended: ssoSuspended === undefined ? undefined : Number(ssoSuspended),
  };
  if (Object.values(columns).some((value) => value !== undefined)) {
    const taken = takenSentences({ id: user.id, email: changes.email ?? user.email });
    await refuseDuplicates(taken, () =>
      tx.updateTable("users").set(columns).where("uid", "=", user.uid).execute(),
    );
  }
  return requireUser(tx, user.uid, user.id);
}

/** Joins, changes or (null) ends a membership, and keeps the counts of the groups. */
export async function setMembership(tx: Db, user: User, membership: NewMembership | null): Promise<User> {
  const current = await lockMembership(tx, user);
  const isAdmin = membership?.roles.includes(GROUP_ADMIN) ? 1 : 0;
  const gid = membership?.gid ?? null;
  const payers =
    membership?.quotaGids ??
    (gid === current.gid ? undefined : { api: gid, intelligence: gid, monitor: gid });
  await countMember(tx, current, -1);
  await tx
    .updateTable("users")
    .set({
      gid,
      is_admin: isAdmin,
      roles: toJson((membership?.roles ?? []).filter((role) => role !== GROUP_ADMIN)),
      api_quota_gid: payers?.api,
      intelligence_quota_gid: payers?.intelligence,
      monitor_quota_gid: payers?.monitor,
    })
    .where("uid", "=", user.uid)
    .execute();
  await countMember(tx, { gid, kind: user.kind, is_admin: isAdmin }, 1);
  return requireUser(tx, user.uid, user.id);
}

/** With its keys and caps. What it used stays charged, because `uid` is never given to another account. */
export async function deleteUser(tx: Db, user: User): Promise<void> {
  await countMember(tx, await lockMembership(tx, user), -1);
  await tx
    .deleteFrom("quota_limits")
    .where("subject", "=", "user")
    .where("subject_id", "=", user.uid)
    .execute();
  await tx.deleteFrom("users").where("uid", "=", user.uid).execute();
  await tx.deleteFrom("last_seen").where("uid", "=", user.uid).execute();
}

async function requireUser(tx: Db, uid: number, id: string): Promise<User> {
  const user = await findUserByUid(tx, uid);
  if (user === undefined) throw notFound("User", id);
  return user;
}

function takenSentences({ id, email }: { readonly id: string; readonly email: string | null }) {
  const sameId = `User "${id}" already exists`;
  return {
    users_id: sameId,
    users_lower_id: sameId,
    users_email: `The email address "${email ?? ""}" is already in use`,
  };
}
