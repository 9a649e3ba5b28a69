import { type RawBuilder, sql } from "kysely";
import { type Db, engineOf } from "./database.ts";

/** Ends a select whose rows stay as they are until this transaction ends. SQLite has one writer anyway. */
export function forUpdate(tx: Db): RawBuilder<unknown> {
  return engineOf(tx) === "postgres" ? sql`for update` : sql``;
}
