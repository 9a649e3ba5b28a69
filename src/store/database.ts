import { type Kysely, PostgresAdapter } from "kysely";
import type { Tables } from "./tables.ts";

export type Engine = "sqlite" | "postgres";

export const DURABILITIES = ["process", "machine"] as const;

/** Whose death an entry of the journal survives once it was appended. Everything else survives the machine's. */
export type Durability = (typeof DURABILITIES)[number];

/** The database, or a transaction on it: the same type, so that no function takes an optional transaction. */
export type Db = Kysely<Tables>;

/** What an engine brings: the same three doors, of which PostgreSQL needs two and SQLite three. */
export interface Database {
  readonly engine: Engine;
  /** Sees committed state only and never waits for a writer. */
  readonly reader: Db;
  /** Commits are on the disk when they return. */
  readonly writer: Db;
  /** Commits survive what the store was opened with; see Durability. */
  readonly appender: Db;
  close(): Promise<void>;
}

export function engineOf(db: Db): Engine {
  return db.getExecutor().adapter instanceof PostgresAdapter ? "postgres" : "sqlite";
}

/** Where the store tells of what its callers are not told. */
export interface StoreLog {
  warn(facts: object, sentence: string): void;
}
