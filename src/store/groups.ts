import { type RawBuilder, type Selectable, sql } from "kysely";
import { notFound } from "../model/errors.ts";
import type { Group, GroupAttributes } from "../model/group.ts";
import type { GroupFilter } from "../model/group-filter.ts";
import type { Privileges } from "../model/privileges.ts";
import type { Db } from "./database.ts";
import { fromJson, toJson } from "./json.ts";
import { likeContaining } from "./like.ts";
import { forUpdate } from "./locks.ts";
import type { GroupTable } from "./tables.ts";
import { refuseDuplicates } from "./violations.ts";

export interface NewGroup {
  readonly id: string;
  readonly organization: string;
  readonly createdAt: number;
  readonly attributes?: GroupAttributes | undefined;
  readonly privileges?: Privileges | undefined;
}

/** `attributes` replaces all of them. */
export interface GroupChanges {
  readonly organization?: string | undefined;
  readonly attributes?: GroupAttributes | undefined;
  readonly privileges?: Privileges | undefined;
}

/** By name: a star would change its meaning under a running server when a newer one migrates. */
const COLUMNS = [
  "gid",
  "id",
  "organization",
  "attributes",
  "privileges",
  "created_at",
  "users_count",
  "administrators_count",
  "service_accounts_count",
] as const;

export async function findGroup(db: Db, id: string): Promise<Group | undefined> {
  const row = await db.selectFrom("groups").select(COLUMNS).where("id", "=", id).executeTakeFirst();
  return row && toGroup(row);
}

export async function findGroupByGid(db: Db, gid: number): Promise<Group | undefined> {
  const row = await db.selectFrom("groups").select(COLUMNS).where("gid", "=", gid).executeTakeFirst();
  return row && toGroup(row);
}

/**
 * The group as it is now, its members unchanging until this transaction ends: whoever changes a
 * membership takes this lock first.
 */
export async function lockGroup(tx: Db, gid: number): Promise<Group | undefined> {
  await sql`select gid from groups where gid = ${gid} ${forUpdate(tx)}`.execute(tx);
  return findGroupByGid(tx, gid);
}

/** By id. */
export async function pageOfGroups(
  db: Db,
  page: { readonly afterId: string | null; readonly limit: number; readonly filter?: GroupFilter },
): Promise<Group[]> {
  const rows = await db
    .selectFrom("groups")
    .select(COLUMNS)
    .where("id", ">", page.afterId ?? "")
    .where(groupsWhere(page.filter))
    .orderBy("id")
    .limit(page.limit)
    .execute();
  return rows.map(toGroup);
}

export async function countGroups(db: Db, filter: GroupFilter = []): Promise<number> {
  const row = await db
    .selectFrom("groups")
    .select((groups) => groups.fn.countAll<number>().as("count"))
    .where(groupsWhere(filter))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Groups with at least one `auto_add_users` pattern, by id. */
export async function groupsWithAutoAdd(db: Db): Promise<Group[]> {
  const rows = await db
    .selectFrom("groups")
    .select(COLUMNS)
    .where("attributes", "like", '%"auto_add_users":["%')
    .orderBy("id")
    .execute();
  return rows.map(toGroup);
}

/** Groups that name values of the identity provider's groups claim, by id. */
export async function groupsWithSingleSignOn(db: Db): Promise<Group[]> {
  const rows = await db
    .selectFrom("groups")
    .select(COLUMNS)
    .where(({ eb, or }) =>
      or([
        eb("attributes", "like", '%"sso_users":["%'),
        eb("attributes", "like", '%"sso_administrators":["%'),
      ]),
    )
    .orderBy("id")
    .execute();
  return rows.map(toGroup);
}

/** Raises AlreadyExistsError when the id is taken. */
export async function insertGroup(tx: Db, group: NewGroup): Promise<Group> {
  const values = {
    id: group.id,
    organization: group.organization,
    attributes: toJson(group.attributes ?? {}),
    privileges: toJson(group.privileges ?? {}),
    created_at: group.createdAt,
    users_count: 0,
    administrators_count: 0,
    service_accounts_count: 0,
  };
  const row = await refuseDuplicates({ groups_id: `Group "${group.id}" already exists` }, () =>
    tx.insertInto("groups").values(values).returning(COLUMNS).executeTakeFirstOrThrow(),
  );
  return toGroup(row);
}

/** Raises NotFoundError when the group is gone. */
export async function updateGroup(tx: Db, group: Group, changes: GroupChanges): Promise<Group> {
  const { attributes, privileges } = changes;
  const columns = {
    organization: changes.organization,
    attributes: attributes === undefined ? undefined : toJson(attributes),
    privileges: privileges === undefined ? undefined : toJson(privileges),
  };
  if (Object.values(columns).some((value) => value !== undefined)) {
    await tx.updateTable("groups").set(columns).where("gid", "=", group.gid).execute();
  }
  const changed = await findGroupByGid(tx, group.gid);
  if (changed === undefined) throw notFound("Group", group.id);
  return changed;
}

/** Its users become free users without caps; its service accounts, invitations and limits go with it. Usage stays. */
export async function deleteGroup(tx: Db, group: Group): Promise<void> {
  const { gid } = group;
  await sql`delete from quota_limits where subject = 'group' and subject_id = ${gid}
    or subject = 'user' and subject_id in (select uid from users where gid = ${gid})`.execute(tx);
  await tx.deleteFrom("users").where("gid", "=", gid).where("kind", "=", "service_account").execute();
  await tx.updateTable("users").set({ gid: null, is_admin: 0, roles: "[]" }).where("gid", "=", gid).execute();
  await sql`update users set
    api_quota_gid = nullif(api_quota_gid, ${gid}),
    intelligence_quota_gid = nullif(intelligence_quota_gid, ${gid}),
    monitor_quota_gid = nullif(monitor_quota_gid, ${gid})
    where ${gid} in (api_quota_gid, intelligence_quota_gid, monitor_quota_gid)`.execute(tx);
  await tx.deleteFrom("groups").where("gid", "=", gid).execute();
}

function toGroup(row: Selectable<GroupTable>): Group {
  return {
    gid: row.gid,
    id: row.id,
    organization: row.organization,
    attributes: fromJson<GroupAttributes>(row.attributes),
    privileges: fromJson<Privileges>(row.privileges),
    createdAt: row.created_at,
    usersCount: row.users_count,
    administratorsCount: row.administrators_count,
    serviceAccountsCount: row.service_accounts_count,
  };
}

function groupsWhere(filter: GroupFilter = []): RawBuilder<boolean> {
  const contains = (column: string, value: string) =>
    sql`lower(${sql.ref(column)}) like lower(${likeContaining(value)}) escape '!'`;
  const terms = filter.map(({ field, value }) => {
    const columns = field === "text" ? ["id", "organization"] : [field];
    return sql`(${sql.join(
      columns.map((column) => contains(column, value)),
      sql` or `,
    )})`;
  });
  return sql<boolean>`${sql.join([sql`true`, ...terms], sql` and `)}`;
}
