import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { generateApiKey } from "../src/base/api-key.ts";
import { hashSecret } from "../src/base/secrets.ts";
import { prepareSchema } from "../src/store/migrate.ts";
import { Store } from "../src/store/store.ts";
import { seedActivity } from "./seed-activity.ts";
import { seedLimits } from "./seed-limits.ts";
import { seedUsage } from "./seed-usage.ts";

export const PEPPER = "a pepper that is only good for benchmarks";
const HASH_BYTES = 32;
const CACHE_KIB = 512 * 1024;
/** 2026-01-01T00:00:00Z: nothing measured depends on how old the accounts are. */
const CREATED_AT = 1_767_225_600;

export interface SeedGroup {
  readonly id: string;
  readonly members: number;
  /** Days up to today on which every member has called. */
  readonly usageDays?: number;
  /** Members have names, and were seen and consumed what can be looked for and put in order. */
  readonly isActive?: boolean;
}

export interface SeedPlan {
  readonly groups: readonly SeedGroup[];
  readonly keysPerUser: number;
  /** Everybody and every group has limits, which are never met. */
  readonly areLimited?: boolean;
}

export interface SeededUser {
  readonly id: string;
  readonly apikey: string;
}

/** The members of each group in the order of their names; the first is its administrator. */
export type Seeded = ReadonlyMap<string, readonly SeededUser[]>;

/**
 * Fills a new database in the folder with accounts. It writes the tables directly, because creating a hundred thousand
 * members one by one, as the product does, takes minutes.
 */
export async function seed(folder: string, plan: SeedPlan): Promise<Seeded> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "tollgate.db");
  await createSchema(path);
  using database = new DatabaseSync(path);
  database.exec(`pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -${CACHE_KIB}`);
  const seeded = new Map<string, readonly SeededUser[]>();
  const restoreIndexes = dropIndexes(database, "api_keys");
  let firstUid = 1;
  for (const [index, group] of plan.groups.entries()) {
    database.exec("begin");
    const gid = index + 1;
    insertGroup(database, gid, group);
    seeded.set(group.id, insertMembers(database, { gid, group, firstUid, keysPerUser: plan.keysPerUser }));
    if (group.usageDays !== undefined) {
      seedUsage(database, { gid, firstUid, members: group.members, days: group.usageDays });
    }
    if (group.isActive) seedActivity(database, { gid, firstUid, members: group.members });
    firstUid += group.members;
    database.exec("commit");
  }
  restoreIndexes();
  if (plan.areLimited) seedLimits(database);
  return seeded;
}

async function createSchema(path: string): Promise<void> {
  await using store = await Store.open(`sqlite:${path}`, { log: { warn: () => undefined } });
  await prepareSchema(store);
}

/** Building an index at the end takes a fraction of the time that keeping it up does. */
function dropIndexes(database: DatabaseSync, table: string): () => void {
  const indexes = database
    .prepare("select name, sql from sqlite_master where type = 'index' and tbl_name = ? and sql is not null")
    .all(table);
  for (const { name } of indexes) database.exec(`drop index ${name}`);
  return () => {
    for (const { sql } of indexes) database.exec(String(sql));
  };
}

function insertGroup(database: DatabaseSync, gid: number, { id, members }: SeedGroup): void {
  database
    .prepare(
      `insert into groups (gid, id, organization, attributes, privileges, created_at, users_count, administrators_count)
      values (?, ?, ?, '{}', '{}', ?, ?, 1)`,
    )
    .run(gid, id, id, CREATED_AT, members);
}

interface Membership {
  readonly gid: number;
  readonly group: SeedGroup;
  readonly firstUid: number;
  readonly keysPerUser: number;
}

function insertMembers(database: DatabaseSync, membership: Membership): readonly SeededUser[] {
  const { gid, group, firstUid, keysPerUser } = membership;
  const insertUser = database.prepare(`
    insert into users (uid, id, kind, email, first_name, last_name, profile_phrase, status, reputation, has_2fa,
      user_since, preferences, privileges, gid, is_admin, api_quota_gid, intelligence_quota_gid, monitor_quota_gid)
    values (?, ?, 'user', ?, 'First', 'Last', 'Analyst', 'active', 1, 0, ${CREATED_AT}, '{}', '{}', ?, ?, ?, ?, ?)`);
  const insertKey = database.prepare(`
    insert into api_keys (id, uid, hash, prefix, label, created_at, allowed_addresses, read_only)
    values (?, ?, ?, '01234567', 'Key', ${CREATED_AT}, '[]', 0)`);
  return Array.from({ length: group.members }, (_, position) => {
    const uid = firstUid + position;
    const id = `${group.id}-${String(position).padStart(6, "0")}`;
    insertUser.run(uid, id, `${id}@example.com`, gid, position === 0 ? 1 : 0, gid, gid, gid);
    const apikey = generateApiKey();
    // Of keys that nobody presents it is enough to have the hash.
    const others = randomBytes((keysPerUser - 1) * HASH_BYTES).toString("hex");
    for (let key = 0; key < keysPerUser; key += 1) {
      const hash =
        key === 0
          ? hashSecret(PEPPER, apikey)
          : others.slice((key - 1) * 2 * HASH_BYTES, key * 2 * HASH_BYTES);
      insertKey.run(`${String(uid).padStart(10, "0")}${String(key).padStart(6, "0")}`, uid, hash);
    }
    return { id, apikey };
  });
}
