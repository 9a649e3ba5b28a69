import type { Driver } from "kysely";
import type { SqliteConnection } from "./sqlite-connection.ts";

/** Hands the one writing connection to one user at a time, first come, first served. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  readonly #onGiven: () => void;
  #isTaken = false;

  /** `onGiven` is told that somebody may have written. */
  constructor(onGiven: () => void) {
    this.#onGiven = onGiven;
  }

  async take(): Promise<void> {
    if (!this.#isTaken) {
      this.#isTaken = true;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  give(): void {
    this.#onGiven();
    const next = this.#waiting.shift();
    if (next === undefined) this.#isTaken = false;
    else next();
  }
}

/**
 * How far a commit has gone when it returns: "full" to the disk, "normal" to the operating system;
 * "none" refuses transactions, for a connection that only reads and is shared without turns.
 */
export type Synchronous = "full" | "normal" | "none";

export class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;
  readonly #synchronous: Synchronous;
  readonly #turns: Turns | undefined;

  constructor(connection: SqliteConnection, synchronous: Synchronous, turns?: Turns) {
    this.#connection = connection;
    this.#synchronous = synchronous;
    this.#turns = turns;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteConnection> {
    await this.#turns?.take();
    if (this.#synchronous !== "none") this.#connection.setSynchronous(this.#synchronous);
    return this.#connection;
  }

  async beginTransaction(): Promise<void> {
    if (this.#synchronous === "none") throw new Error("The reading connection has no transactions");
    await this.#connection.beginWriting();
  }

  async commitTransaction(): Promise<void> {
    await this.#connection.commit();
  }

  async rollbackTransaction(): Promise<void> {
    // SQLite has already rolled back by itself after some errors, a full disk for one.
    if (this.#connection.isTransaction) this.#connection.execute("rollback");
  }

  async releaseConnection(): Promise<void> {
    this.#turns?.give();
  }

  async destroy(): Promise<void> {}
}
