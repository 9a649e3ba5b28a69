import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { CompiledQuery, type DatabaseConnection, type QueryResult } from "kysely";
import { monotonicMs } from "../base/clock.ts";
import { UniqueViolation, unreachable } from "./violations.ts";

/** How long another process may keep the file to itself. */
const BUSY_TIMEOUT_MS = 5_000;

const BUSY_RETRY_MS = 2;
/** Of each connection; what is not in it is in the memory of the system, a microsecond away. */
const CACHE_KIB = 3_072;
/** Statements kept prepared; lists of varying length make many texts. */
const PREPARED_STATEMENTS_MAX = 500;

interface PreparedStatement {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
}

/** One connection of node:sqlite behind Kysely's interface. Every call is synchronous inside. */
export class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, PreparedStatement>();
  #synchronous = "";

  static async forWriting(path: string): Promise<SqliteConnection> {
    const connection = new SqliteConnection(path, false);
    try {
      // Of two who open a new file at once, SQLite refuses one at once, however long it may wait.
      await connection.#run(CompiledQuery.raw("pragma journal_mode = wal"));
    } catch (error) {
      connection.close();
      throw error;
    }
    // SQLite would wait inside of this process, which could then answer nobody; so we wait, and ask again.
    connection.execute("pragma busy_timeout = 0");
    // Checkpoints are made in a thread of their own.
    connection.execute("pragma wal_autocheckpoint = 0");
    return connection;
  }

  static forReading(path: string): SqliteConnection {
    return new SqliteConnection(path, true);
  }

  private constructor(path: string, readOnly: boolean) {
    this.#database = translating(
      () => new DatabaseSync(path, { readOnly, timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true }),
    );
    // SQLite's own lower() knows ASCII only; PostgreSQL's knows every letter.
    this.#database.function("lower", { deterministic: true }, (text) =>
      typeof text === "string" ? text.toLowerCase() : text,
    );
    this.execute(`pragma cache_size = -${CACHE_KIB}`);
  }

  get isTransaction(): boolean {
    return this.#database.isTransaction;
  }

  setSynchronous(level: "full" | "normal"): void {
    if (level === this.#synchronous) return;
    this.execute(`pragma synchronous = ${level}`);
    this.#synchronous = level;
  }

  /** Begins a transaction with the lock for writing: one that reads and then writes could not be retried. */
  async beginWriting(): Promise<void> {
    await this.#run(CompiledQuery.raw("begin immediate"));
  }

  async commit(): Promise<void> {
    await this.#run(CompiledQuery.raw("commit"));
  }

  execute(sql: string): void {
    translating(() => this.#database.exec(sql));
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.#run(query);
  }

  // biome-ignore lint/correctness/useYield: it refuses, because a stream would hold the connection open.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("Long results are read in pages, not streamed");
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }

  /** Raises TransientError when another process does not stop writing. */
  async #run<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    let deadlineMs: number | undefined;
    for (;;) {
      try {
        return this.#runNow(query);
      } catch (error) {
        deadlineMs ??= monotonicMs() + BUSY_TIMEOUT_MS;
        if (primaryCode(error) !== SQLITE_BUSY || monotonicMs() >= deadlineMs)
          throw translateSqliteError(error);
      }
      await wait(BUSY_RETRY_MS);
    }
  }

  #runNow<R>(query: CompiledQuery): QueryResult<R> {
    const { statement, returnsRows } = this.#prepare(query.sql);
    const parameters = query.parameters.map(toSqlite);
    if (returnsRows) return { rows: statement.all(...parameters) as R[] };
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] };
  }

  #prepare(sql: string): PreparedStatement {
    const known = this.#prepared.get(sql);
    if (known !== undefined) {
      // Moving it to the end makes the map's first entry the least recently used one.
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    const statement = this.#database.prepare(sql);
    const prepared = { statement, returnsRows: statement.columns().length > 0 };
    if (this.#prepared.size >= PREPARED_STATEMENTS_MAX) {
      const oldest = this.#prepared.keys().next();
      if (!oldest.done) this.#prepared.delete(oldest.value);
    }
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

function toSqlite(value: unknown): SQLInputValue {
  return typeof value === "boolean" ? Number(value) : (value as SQLInputValue);
}

function translating<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw translateSqliteError(error);
  }
}

const SQLITE_BUSY = 5;
/** Result codes of https://www.sqlite.org/rescode.html: SQLITE_BUSY, LOCKED, IOERR, FULL and CANTOPEN. */
const UNREACHABLE_CODES: ReadonlySet<number | undefined> = new Set([SQLITE_BUSY, 6, 10, 13, 14]);
/** SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE. */
const UNIQUE_CODES = new Set([1555, 2067]);

function translateSqliteError(error: unknown): unknown {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return error;
  if (UNIQUE_CODES.has(error.errcode)) return new UniqueViolation(violatedIndex(error.message), error);
  return UNREACHABLE_CODES.has(primaryCode(error)) ? unreachable(error) : error;
}

/** The low byte; the others refine it. */
function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number")
    return undefined;
  return error.errcode & 0xff;
}

/** "UNIQUE constraint failed: invitations.gid, invitations.email" or "…failed: index 'users_lower_id'". */
function violatedIndex(message: string): string {
  const failed = message.slice(message.indexOf(": ") + 2);
  const named = /^index '(.*)'$/.exec(failed)?.[1];
  if (named !== undefined) return named;
  const columns = failed.split(", ").map((column) => column.split("."));
  return [columns[0]?.[0], ...columns.map((column) => column[1])].join("_");
}
