import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { unreachable } from "./violations.ts";

/** PostgreSQL needs a moment to see that the connection of a killed server is gone. */
const ATTEMPTS = 20;
const ATTEMPT_INTERVAL_MS = 250;
/** Any number will do, as long as nobody else locks it: "tollgate" in hexadecimal digits, cut to 32 bits. */
const LOCK_KEY = 0x70_6c_6c_67;

const TAKEN =
  "Another Tollgate server is running on this database. One server decides on its quotas at a time; stop the other first";

/**
 * Makes sure that one server at a time decides on the quotas of a database: two would each admit the last
 * unit. The lock is the operating system's or the database server's, so that it ends with the process.
 * Raises an Error that says what to do when it is taken.
 */
export async function lockForServer(url: string): Promise<AsyncDisposable> {
  return url.startsWith("sqlite:")
    ? lockFile(`${url.slice("sqlite:".length)}-server.lock`)
    : lockSession(url);
}

/** A file beside the database, so that commands and backups can go on using the database itself. */
function lockFile(path: string): AsyncDisposable {
  const lock = new DatabaseSync(path);
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    throw new Error(TAKEN, { cause: error });
  }
  return {
    async [Symbol.asyncDispose]() {
      lock.close();
    },
  };
}

async function lockSession(url: string): Promise<AsyncDisposable> {
  const session = new pg.Client({
    connectionString: url,
    application_name: "tollgate server lock",
    keepAlive: true,
  });
  // When the database goes away the pools say so; the lock has nothing to add.
  session.on("error", () => undefined);
  await session.connect().catch((error: unknown) => {
    throw unreachable(error);
  });
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { rows } = await session.query("select pg_try_advisory_lock($1) as locked", [LOCK_KEY]);
    if (rows[0]?.locked === true) return { [Symbol.asyncDispose]: () => session.end() };
    await setTimeout(ATTEMPT_INTERVAL_MS);
  }
  await session.end();
  throw new Error(TAKEN);
}
