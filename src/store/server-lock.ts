import { DatabaseSync } from "node:sqlite";
import { type ServerLock, TAKEN } from "./exclusive-lock.ts";

/**
 * Makes sure that one server at a time decides on the quotas of a database: two would each admit the last
 * unit. The lock is the operating system's or the database server's, so that it ends with the process.
 * Raises an Error that says what to do when it is taken.
 */
export async function lockForServer(url: string): Promise<ServerLock> {
  if (url.startsWith("sqlite:")) return lockFile(`${url.slice("sqlite:".length)}-server.lock`);
  // PostgreSQL's driver is loaded where it is needed.
  const { SessionLock } = await import("./session-lock.ts");
  const lock = new SessionLock(url);
  await lock.take();
  return lock;
}

/** A file beside the database, so that commands and backups can go on using the database itself. */
function lockFile(path: string): ServerLock {
  const lock = new DatabaseSync(path);
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    throw new Error(TAKEN, { cause: error });
  }
  return {
    watch() {
      // The operating system takes a lock from nobody.
    },
    async [Symbol.asyncDispose]() {
      lock.close();
    },
  };
}
