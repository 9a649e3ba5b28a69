import { type RawBuilder, type Selectable, sql } from "kysely";
import type { ActivityFilter, ActivityTerm } from "../model/activity-filter.ts";
import type { Db } from "./database.ts";
import { lockAdministration } from "./locks.ts";
import type { AuditLogTable } from "./tables.ts";

export type AuditRow = Selectable<AuditLogTable>;

export interface EntrySelection {
  /** Public id; left out: the whole log. What another group that once had this id did is not its successor's. */
  readonly groupId?: string | undefined;
  readonly filter?: ActivityFilter | undefined;
}

const COLUMNS = [
  "seq",
  "at_ms",
  "action",
  "outcome",
  "actor",
  "actor_key_id",
  "actor_session_id",
  "address",
  "client",
  "request_id",
  "target_type",
  "target",
  "group_id",
  "before",
  "after",
  "previous_hash",
  "hash",
] as const;

/** The head of the chain, which no one else can extend until this transaction ends. */
export async function lastEntry(tx: Db): Promise<AuditRow | undefined> {
  // A lock on the last row would not do: there is none in an empty log, and it is no longer the last later.
  await lockAdministration(tx);
  return tx.selectFrom("audit_log").select(COLUMNS).orderBy("seq", "desc").limit(1).executeTakeFirst();
}

/** Where the chain ends, without keeping anybody from extending it. */
export async function headOf(db: Db): Promise<Pick<AuditRow, "seq" | "hash"> | undefined> {
  return db
    .selectFrom("audit_log")
    .select(["seq", "hash"])
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
}

export async function entryHash(db: Db, seq: number): Promise<string | undefined> {
  const entry = await db.selectFrom("audit_log").select("hash").where("seq", "=", seq).executeTakeFirst();
  return entry?.hash;
}

export async function insertEntry(tx: Db, row: AuditRow): Promise<void> {
  await tx.insertInto("audit_log").values(row).execute();
}

/** Newest first; `afterSeq` is the last one of the page before. */
export async function pageOfEntries(
  db: Db,
  page: EntrySelection & { readonly afterSeq?: number | null | undefined; readonly limit: number },
): Promise<AuditRow[]> {
  const before = page.afterSeq ?? Number.MAX_SAFE_INTEGER;
  const { rows } =
    await sql<AuditRow>`select ${sql.join(COLUMNS.map((name) => sql.ref(name)))} from audit_log as a
    where a.seq < ${before} and ${entriesWhere(page)} order by a.seq desc limit ${page.limit}`.execute(db);
  return rows;
}

export async function countEntries(db: Db, selection: EntrySelection): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`select count(*) as count from audit_log as a
    where ${entriesWhere(selection)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Oldest first, for verifying and exporting the chain. */
export async function entriesAfter(db: Db, seq: number, limit: number): Promise<AuditRow[]> {
  return db
    .selectFrom("audit_log")
    .select(COLUMNS)
    .where("seq", ">", seq)
    .orderBy("seq")
    .limit(limit)
    .execute();
}

function entriesWhere({ groupId, filter = [] }: EntrySelection): RawBuilder<unknown> {
  const group =
    groupId === undefined ? sql`true` : sql`a.group_id = ${groupId} and a.seq >= ${bornAt(groupId)}`;
  return sql.join([group, ...filter.map(matches)], sql` and `);
}

function bornAt(groupId: string): RawBuilder<unknown> {
  return sql`coalesce((select max(born.seq) from audit_log as born
    where born.group_id = ${groupId} and born.action = 'CREATE_TENANT'), 0)`;
}

function matches(term: ActivityTerm): RawBuilder<unknown> {
  switch (term.field) {
    case "date":
      return sql`a.at_ms >= ${term.fromMs ?? 0} and a.at_ms < ${term.beforeMs ?? Number.MAX_SAFE_INTEGER}`;
    case "user":
      return sql`a.actor = ${term.value}`;
    case "target":
      return sql`a.target = ${term.value}`;
    case "action":
      return sql`a.action = ${term.value}`;
  }
}
