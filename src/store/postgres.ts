import {
  Kysely,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from "kysely";
import pg from "pg";
import type { Database, Db, Durability, StoreLog } from "./database.ts";
import type { Tables } from "./tables.ts";
import { UniqueViolation, unreachable } from "./violations.ts";

const CONNECTIONS_MAX = 8;
/** The journal has connections of its own, so that no long list keeps it waiting. */
const APPENDING_CONNECTIONS_MAX = 2;
const CONNECT_TIMEOUT_MS = 5_000;
const LOCK_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 60_000;
/** For a server that is gone without a word, and can end no statement itself. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
/** Statements the server keeps planned per connection; texts beyond it are sent unnamed. */
const NAMED_STATEMENTS_MAX = 300;

export interface PostgresOptions {
  readonly log: StoreLog;
  readonly durability: Durability;
}

/** Opens pools; the first query connects. */
export function openPostgres(url: string, { log, durability }: PostgresOptions): Database {
  const db = openPool({ url, log, durability: "machine", connectionsMax: CONNECTIONS_MAX });
  const appender = openPool({ url, log, durability, connectionsMax: APPENDING_CONNECTIONS_MAX });
  return {
    engine: "postgres",
    reader: db,
    writer: db,
    appender,
    async close() {
      await Promise.all([db.destroy(), appender.destroy()]);
    },
  };
}

/**
 * What makes every commit of a session reach the disk, or only the database server, before it returns. A
 * level that its operator has made stricter, for standbys, is left alone.
 */
const SET_DURABILITY: Readonly<Record<Durability, string>> = {
  machine:
    "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'",
  process: "set synchronous_commit = off",
};

interface PoolSpec extends PostgresOptions {
  readonly url: string;
  readonly connectionsMax: number;
}

function openPool({ url, log, durability, connectionsMax }: PoolSpec): Db {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "tollgate",
    max: connectionsMax,
    onConnect: async (client) => void (await client.query(SET_DURABILITY[durability])),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    types: { getTypeParser: numbersForIntegers },
  });
  const onLoss = (error: Error) => log.warn({ err: error }, "A connection to the database was lost");
  pool.on("error", onLoss);
  // A client in use reports its loss here and not through the pool; unheard, it would end the process.
  pool.on("connect", (client) => client.on("error", onLoss));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: translatingPool(pool) }) });
}

/** Counts and sums fit a double here (quota numbers end at 6e10), and the driver would make them strings. */
function numbersForIntegers(oid: number, format?: "text" | "binary") {
  if (oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC) return Number;
  return format === "binary" ? pg.types.getTypeParser(oid, "binary") : pg.types.getTypeParser(oid, "text");
}

function translatingPool(pool: pg.Pool): PostgresPool {
  const names = new Map<string, string>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      try {
        return new TranslatingClient(await pool.connect(), names);
      } catch (error) {
        throw translatePostgresError(error);
      }
    },
  };
}

/** What Kysely needs of a client, with errors translated and statements named. */
class TranslatingClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  readonly #names: Map<string, string>;

  constructor(client: pg.PoolClient, names: Map<string, string>) {
    this.#client = client;
    this.#names = names;
  }

  query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    text: string | PostgresCursor<R>,
    values: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof text !== "string") throw new Error("Long results are read in pages, not streamed");
    return this.#query<R>(text, values);
  }

  release(destroy?: boolean): void {
    this.#client.release(destroy);
  }

  async #query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    try {
      return (await this.#client.query(
        named(this.#names, text, values),
      )) as unknown as PostgresQueryResult<R>;
    } catch (error) {
      throw translatePostgresError(error);
    }
  }
}

/** A named statement is parsed and planned once per connection. */
function named(names: Map<string, string>, text: string, values: readonly unknown[]): pg.QueryConfig {
  if (values.length === 0) return { text };
  let name = names.get(text);
  if (name === undefined && names.size < NAMED_STATEMENTS_MAX) {
    name = `tollgate_${names.size}`;
    names.set(text, name);
  }
  return name === undefined ? { text, values: [...values] } : { name, text, values: [...values] };
}

/**
 * Conditions of https://www.postgresql.org/docs/current/errcodes-appendix.html that pass by themselves:
 * serialization failure, deadlock, lock and statement timeouts, a server that stops, starts, is full or
 * out of memory, or has become a standby.
 */
const PASSING_CODES = new Set([
  "40001",
  "40P01",
  "55P03",
  "57014",
  "57P01",
  "57P02",
  "57P03",
  "53100",
  "53200",
  "53300",
  "58030",
  "25006",
  "25P03",
]);

function translatePostgresError(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) {
    if (error.code === "23505") return new UniqueViolation(error.constraint ?? "", error);
    const isPassing = PASSING_CODES.has(error.code ?? "") || error.code?.startsWith("08");
    return isPassing ? unreachable(error) : error;
  }
  // Whatever the server did not say itself is the connection's failure, of which the driver names few.
  return error instanceof Error && !(error instanceof TypeError) ? unreachable(error) : error;
}
