import { Worker } from "node:worker_threads";
import type { StoreLog } from "./database.ts";

const INTERVAL_MS = 1_000;
/** The worker runs one statement; what it is given keeps its heap from growing like a server's. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };

/**
 * Moves what was written from SQLite's write-ahead log into the database, in a thread of its own: it waits
 * for the disk, which can take a tenth of a second, and the calls of a server must not wait with it.
 */
export class Checkpoints {
  readonly #path: string;
  readonly #log: StoreLog;
  readonly #timer: NodeJS.Timeout;
  #worker: Worker | undefined;
  #hasWritten = false;
  #isBusy = false;

  constructor(path: string, log: StoreLog) {
    this.#path = path;
    this.#log = log;
    this.#timer = setInterval(() => this.#ask(), INTERVAL_MS).unref();
  }

  /** To be called after every commit. */
  noteWritten(): void {
    this.#hasWritten = true;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#worker?.terminate();
  }

  /** The thread is started by the first that is needed: many processes are over before. */
  #ask(): void {
    if (!this.#hasWritten || this.#isBusy) return;
    this.#hasWritten = false;
    this.#isBusy = true;
    this.#worker ??= this.#start();
    this.#worker.postMessage(null);
  }

  #start(): Worker {
    const file = new URL("./checkpoint-worker.js", import.meta.url);
    const worker = new Worker(file, { workerData: this.#path, resourceLimits: RESOURCE_LIMITS });
    worker.on("message", (error: Error | null) => this.#end(error));
    worker.on("error", (error) => {
      this.#worker = undefined;
      this.#end(error);
    });
    worker.unref();
    return worker;
  }

  #end(error: unknown): void {
    this.#isBusy = false;
    if (error === null) return;
    // Nothing is lost: the log grows until one succeeds.
    this.#hasWritten = true;
    this.#log.warn({ err: error }, "The database's write-ahead log could not be moved into it");
  }
}
