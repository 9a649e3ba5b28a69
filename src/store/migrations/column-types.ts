import { type Kysely, PostgresAdapter } from "kysely";

/** What migrations after the first say differently to each engine. */
export interface ColumnTypes {
  /** Compared byte by byte, so that both engines order and page alike. */
  readonly id: string;
  readonly integer: string;
  /** What follows the columns of a table. */
  readonly table: string;
}

export function columnTypes(db: Kysely<unknown>): ColumnTypes {
  return db.getExecutor().adapter instanceof PostgresAdapter
    ? { id: `text collate "C"`, integer: "bigint", table: "" }
    : { id: "text", integer: "integer", table: "strict" };
}
