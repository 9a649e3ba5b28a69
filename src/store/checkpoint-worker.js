// Plain JavaScript: to strip types, the thread would load a compiler of 17 MiB.
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

/** Pages of the write-ahead log from which on it begins anew, for which writers must wait a moment. */
const LOG_PAGES_MAX = 16_000;
/** The second kind waits for readers with the writers' lock in its hand: better no checkpoint than calls that wait. */
const BUSY_TIMEOUT_MS = 20;

const database = new DatabaseSync(String(workerData), { timeout: BUSY_TIMEOUT_MS });

/** Each message asks for one checkpoint; the answer says that it is over, well or not. */
parentPort?.on("message", () => {
  try {
    // A passive one waits for nobody and keeps nobody waiting. While others write it never reaches the end of the log.
    const { log } = database.prepare("pragma wal_checkpoint(passive)").get() ?? {};
    if (Number(log) > LOG_PAGES_MAX) database.exec("pragma wal_checkpoint(restart)");
    parentPort?.postMessage(null);
  } catch (error) {
    parentPort?.postMessage(error);
  }
});
