import type { ChainHead } from "../access/audit-verification.ts";
import type { Log } from "../base/log.ts";
import { entryHash, headOf } from "../store/audit-log.ts";
import type { Store } from "../store/store.ts";
import { writeAuditHead } from "./audit-head-file.ts";

const LOOK_MS = 1000;
/** Half of a hash, which is plenty; the log would take a whole one for a key. */
const LOGGED_CHARACTERS = 32;

export interface AuditHeadKeeperOptions {
  readonly store: Store;
  readonly path: string;
  /** What was kept there before. */
  readonly kept: ChainHead | undefined;
  readonly log: Log;
}

/**
 * Keeps the head of the audit chain outside the database, in a file and in the log: whoever can write into the
 * database alone cannot cut off its end unseen. A second after a change at the latest, it is there.
 */
export class AuditHeadKeeper implements AsyncDisposable {
  readonly #to: AuditHeadKeeperOptions;
  #timer: NodeJS.Timeout | undefined;
  #kept: ChainHead | undefined;
  /** What has been looked at: the store's revision. */
  #seen = -1;
  #looking: Promise<void> = Promise.resolve();
  #hasFailed = false;

  constructor(options: AuditHeadKeeperOptions) {
    this.#to = options;
    this.#kept = options.kept;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  get head(): ChainHead | undefined {
    return this.#kept;
  }

  /** Keeps the present head if there is a new one. What goes wrong is for the log: no change is worth less for it. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look()).catch((error: unknown) => this.#fail(error));
    return this.#looking;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.look();
  }

  async #look(): Promise<void> {
    const { store, path, log } = this.#to;
    const { revision } = store;
    if (revision === this.#seen) return;
    const kept = this.#kept;
    const [head, found] = await store.read(async (db) => [
      await headOf(db),
      kept && (await entryHash(db, kept.seq)),
    ]);
    this.#seen = revision;
    if (kept !== undefined && found !== kept.hash) {
      // The file stays as it is, for whoever verifies.
      log.error({ kept: kept.seq, path }, "the audit does not hold the entry that it ended with before");
      return;
    }
    if (head === undefined || head.seq === kept?.seq) return;
    this.#kept = head;
    log.info({ auditHead: `${head.seq}:${head.hash.slice(0, LOGGED_CHARACTERS)}` }, "the audit has grown");
    writeAuditHead(path, head);
    this.#hasFailed = false;
  }

  #fail(error: unknown): void {
    if (!this.#hasFailed) this.#to.log.warn({ err: error }, "the head of the audit could not be kept");
    this.#hasFailed = true;
  }
}
