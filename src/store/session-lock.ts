import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { type LockWatcher, type ServerLock, TAKEN } from "./exclusive-lock.ts";
import { unreachable } from "./violations.ts";

/** PostgreSQL needs a moment to see that the connection of a killed server is gone. */
const ATTEMPTS = 20;
const ATTEMPT_INTERVAL_MS = 250;
/** Any number will do, as long as nobody else locks it: "tollgate" in hexadecimal digits, cut to 32 bits. */
const LOCK_KEY = 0x70_6c_6c_67;

/** How soon it is noticed that the lock's connection is gone without a word. */
const HEARTBEAT_MS = 1_000;
const HEARTBEAT_TIMEOUT_MS = 3_000;

/** A session of PostgreSQL, with which the lock ends: by a restart of the database, a proxy, or whoever may end sessions. */
export class SessionLock implements ServerLock {
  readonly #url: string;
  #session: pg.Client | undefined;
  #watcher: LockWatcher | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(url: string) {
    this.#url = url;
  }

  async take(): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await this.#try()) return;
      await setTimeout(ATTEMPT_INTERVAL_MS);
    }
    throw new Error(TAKEN);
  }

  watch(watcher: LockWatcher): void {
    this.#watcher = watcher;
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    await this.#session?.end();
  }

  /** Whether it is ours now; raises TransientError when the database cannot be reached. */
  async #try(): Promise<boolean> {
    const session = new pg.Client({
      connectionString: this.#url,
      application_name: "tollgate server lock",
      keepAlive: true,
      query_timeout: HEARTBEAT_TIMEOUT_MS,
    });
    session.on("error", (error) => this.#lose(session, error));
    session.on("end", () => this.#lose(session, new Error("the session of the lock has ended")));
    await session.connect().catch((error: unknown) => {
      throw unreachable(error);
    });
    const { rows } = await session.query("select pg_try_advisory_lock($1) as locked", [LOCK_KEY]);
    if (rows[0]?.locked === true && !this.#isClosed) {
      this.#session = session;
      return true;
    }
    await session.end();
    return false;
  }

  #beat(): void {
    const session = this.#session;
    session?.query("select 1").catch((error: unknown) => this.#lose(session, error));
  }

  #lose(session: pg.Client, error: unknown): void {
    if (session !== this.#session || this.#isClosed) return;
    this.#session = undefined;
    this.#watcher?.onLost(error);
    session.end().catch(() => undefined);
    void this.#takeAgain();
  }

  async #takeAgain(): Promise<void> {
    // While the database is away, or somebody else has the lock, there is nothing else to do.
    while (!(await this.#try().catch(() => false))) {
      if (this.#isClosed) return;
      await setTimeout(ATTEMPT_INTERVAL_MS);
    }
    this.#watcher?.onBack();
  }
}
