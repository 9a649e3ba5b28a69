import { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { Checkpoints } from "./checkpoints.ts";
import type { Database, Db, Durability, StoreLog } from "./database.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { SqliteDriver, Turns } from "./sqlite-driver.ts";
import type { Tables } from "./tables.ts";

export interface SqliteOptions {
  readonly durability: Durability;
  readonly log: StoreLog;
}

/**
 * Opens the file, which is created when it is missing; its folder must exist. One connection writes, in
 * turns; a second one only reads, so that a read neither waits for a transaction nor sees into it.
 */
export async function openSqlite(path: string, { durability, log }: SqliteOptions): Promise<Database> {
  if (path === "" || path === ":memory:") throw new Error("SQLite needs a file: sqlite:<path>");
  const writing = await SqliteConnection.forWriting(path);
  const reading = SqliteConnection.forReading(path);
  const checkpoints = new Checkpoints(path, log);
  const turns = new Turns(() => checkpoints.noteWritten());
  return {
    engine: "sqlite",
    reader: kysely(new SqliteDriver(reading, "none")),
    writer: kysely(new SqliteDriver(writing, "full", turns)),
    appender: kysely(new SqliteDriver(writing, durability === "machine" ? "full" : "normal", turns)),
    async close() {
      await turns.take();
      await checkpoints.close();
      reading.close();
      writing.close();
    },
  };
}

function kysely(driver: SqliteDriver): Db {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new TransactionalSqliteAdapter(),
      createDriver: () => driver,
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
  });
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  /** The driver takes turns itself, because two Kysely instances share the writing connection. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }

  /** A migration that fails halfway leaves nothing behind. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
