import { AsyncLocalStorage } from "node:async_hooks";
import type { Database, Db, Durability, Engine, StoreLog } from "./database.ts";
import { lockAdministration } from "./locks.ts";
import { openSqlite } from "./sqlite.ts";

export interface StoreOptions {
  readonly log: StoreLog;
  /** Of what is appended; "process" unless given. */
  readonly durability?: Durability;
}

/** The door to the database. What it raises is an AccessError or a bug: drivers' errors are translated below. */
export class Store {
  /** For migrations, backups and checks that run beside the server; everything else uses the three doors. */
  readonly database: Database;
  readonly #inside = new AsyncLocalStorage<{ isOpen: boolean }>();
  #revision = 0;

  /** `sqlite:<path>` or `postgres://…`. Neither creates folders nor changes the schema. */
  static async open(url: string, options: StoreOptions): Promise<Store> {
    return new Store(await openDatabase(url, options));
  }

  private constructor(database: Database) {
    this.database = database;
  }

  get engine(): Engine {
    return this.database.engine;
  }

  /** Grows with every administrative transaction of this process; what was read before may then be old. */
  get revision(): number {
    return this.#revision;
  }

  /** Makes everything that was read before old, as an administrative transaction does. */
  noteForeignChanges(): void {
    this.#revision += 1;
  }

  /** Reads committed state. */
  async read<T>(fn: (db: Db) => Promise<T>): Promise<T> {
    this.#requireOutside("read");
    return fn(this.database.reader);
  }

  /** All or nothing, one at a time, on the disk when it returns. A callback that throws leaves no trace. */
  async transaction<T>(fn: (tx: Db) => Promise<T>): Promise<T> {
    try {
      return await this.#transact("transaction", this.database.writer, async (tx) => {
        await lockAdministration(tx);
        return fn(tx);
      });
    } finally {
      // Even after a failure: a commit whose answer was lost may have happened.
      this.#revision += 1;
    }
  }

  /** All or nothing, and as durable as the store was opened for; for the usage journal. `revision` stays. */
  async append<T>(fn: (tx: Db) => Promise<T>): Promise<T> {
    return this.#transact("append", this.database.appender, fn);
  }

  /** One statement that is a transaction of its own, as durable as `append`, at a fraction of its price. */
  async appendStatement<T>(fn: (db: Db) => Promise<T>): Promise<T> {
    this.#requireOutside("appendStatement");
    return fn(this.database.appender);
  }

  async close(): Promise<void> {
    await this.database.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #transact<T>(door: string, db: Db, fn: (tx: Db) => Promise<T>): Promise<T> {
    this.#requireOutside(door);
    const scope = { isOpen: true };
    try {
      return await db.transaction().execute((tx) => this.#inside.run(scope, () => fn(tx)));
    } finally {
      scope.isOpen = false;
    }
  }

  /** Inside a transaction only its own `tx` sees its writes, and waiting for another one would never end. */
  #requireOutside(door: string): void {
    if (this.#inside.getStore()?.isOpen) {
      throw new Error(`Store.${door} was called inside a transaction; use the transaction's own tx`);
    }
  }
}

async function openDatabase(url: string, { log, durability = "process" }: StoreOptions): Promise<Database> {
  if (url.startsWith("sqlite:")) return openSqlite(url.slice("sqlite:".length), { log, durability });
  if (/^postgres(ql)?:\/\//.test(url)) {
    // The driver is loaded where it is needed.
    const { openPostgres } = await import("./postgres.ts");
    return openPostgres(url, { log, durability });
  }
  throw new Error("The database URL must begin with sqlite: or postgres://");
}
