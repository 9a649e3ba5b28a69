import { type RawBuilder, sql } from "kysely";
import { type Db, engineOf } from "./database.ts";

/** Ends a select whose rows stay as they are until this transaction ends. SQLite has one writer anyway. */
export function forUpdate(tx: Db): RawBuilder<unknown> {
  return engineOf(tx) === "postgres" ? sql`for update` : sql``;
}

/** Any number, but the same in every process: it names the lock on the head of the audit chain. */
const ADMINISTRATION_LOCK = 8_243_107;

/**
 * Until this transaction ends, no other process changes anything administrative: every change ends in the one audit chain,
 * so they take turns anyway, and those that wait for each other only there could wait for ever.
 */
export async function lockAdministration(tx: Db): Promise<void> {
  if (engineOf(tx) === "postgres")
    await sql`select pg_advisory_xact_lock(${ADMINISTRATION_LOCK})`.execute(tx);
}
