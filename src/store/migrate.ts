import { sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { accessControl } from "./migrations/001-access-control.ts";
import { sessions } from "./migrations/002-sessions.ts";
import { secondFactor } from "./migrations/003-second-factor.ts";
import { journalTail } from "./migrations/004-journal-tail.ts";
import { passwordResets } from "./migrations/005-password-resets.ts";
import { refusedCalls } from "./migrations/006-refused-calls.ts";
import { singleSignOn } from "./migrations/007-single-sign-on.ts";
import { ssoGrants } from "./migrations/008-sso-grants.ts";
import { lastSeen } from "./migrations/009-last-seen.ts";
import type { Store } from "./store.ts";

/** One series for both engines. A released one is never edited; the next change is a new one. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "001-access-control": accessControl,
  "002-sessions": sessions,
  "003-second-factor": secondFactor,
  "004-journal-tail": journalTail,
  "005-password-resets": passwordResets,
  "006-refused-calls": refusedCalls,
  "007-single-sign-on": singleSignOn,
  "008-sso-grants": ssoGrants,
  "009-last-seen": lastSeen,
};

const MIGRATION_TABLE = "schema_migrations";

export interface SchemaState {
  /** Names of the migrations that this database has been through, in order. */
  readonly applied: readonly string[];
  /** Names of those that this program knows, in order. */
  readonly known: readonly string[];
  readonly state: "current" | "behind" | "ahead";
}

export async function schemaState(store: Store): Promise<SchemaState> {
  const known = Object.keys(MIGRATIONS).sort();
  const applied = await appliedMigrations(store);
  if (applied.some((name) => !known.includes(name))) return { applied, known, state: "ahead" };
  return { applied, known, state: applied.length < known.length ? "behind" : "current" };
}

/** Brings the schema up to this program; returns the names applied. A failure leaves the schema as it was. */
export async function migrate(store: Store): Promise<readonly string[]> {
  if ((await schemaState(store)).state === "ahead") throw aheadError();
  const migrator = new Migrator({
    db: store.database.writer,
    provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: `${MIGRATION_TABLE}_lock`,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return results.map((result) => result.migrationName);
}

/** Raises an Error that says what to run, unless the schema is exactly the one that this program knows. */
export async function requireCurrentSchema(store: Store): Promise<void> {
  const { state } = await schemaState(store);
  if (state === "ahead") throw aheadError();
  if (state === "behind") {
    throw new Error("The database schema is older than this Tollgate; run `tollgate migrate`");
  }
}

/** At start: an embedded database is brought up to date, a shared one must be so already. */
export async function prepareSchema(store: Store): Promise<void> {
  if (store.engine === "sqlite") await migrate(store);
  else await requireCurrentSchema(store);
}

function aheadError(): Error {
  return new Error("This database was migrated by a newer Tollgate; install it");
}

async function appliedMigrations(store: Store): Promise<string[]> {
  const db = store.database.reader.withTables<{ [MIGRATION_TABLE]: { readonly name: string } }>();
  const tables = store.engine === "sqlite" ? sql`sqlite_schema` : sql`pg_tables`;
  const name = sql.ref(store.engine === "sqlite" ? "name" : "tablename");
  const found = await sql`select 1 from ${tables} where ${name} = ${MIGRATION_TABLE}`.execute(db);
  if (found.rows.length === 0) return [];
  const rows = await db.selectFrom(MIGRATION_TABLE).select("name").orderBy("name").execute();
  return rows.map((row) => row.name);
}
