import type { Log } from "../base/log.ts";
import { RecentMap } from "../base/recent-map.ts";
import type { LastUse } from "../model/api-key.ts";
import { touchKeys } from "../store/api-keys.ts";
import type { Store } from "../store/store.ts";
import type { KeyUse } from "./entry.ts";

/** How often a busy key is noted. */
const INTERVAL_SECONDS = 60;
const KEYS_MAX = 20_000;
/** How long a use may wait to be written. When a key was last used is no quota: a crash may lose it. */
const WRITE_AFTER_MS = 10_000;
/** Written at a time, so that no call waits long. */
const CHUNK = 100;

/**
 * Notes when keys were last used, and writes that behind the answers, many together: each one dirties a page of
 * its own in a table that may hold millions.
 */
export class KeyUses {
  readonly #store: Store;
  readonly #log: Log;
  readonly #noted = new RecentMap<string, LastUse>(KEYS_MAX);
  #unwritten = new Map<string, KeyUse>();
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  /** Does nothing for a use that says nothing new: within a minute, from the same address and client. */
  note(use: KeyUse): void {
    if (!this.#isNew(use)) return;
    this.#noted.set(use.keyId, use.lastUse);
    this.#unwritten.set(use.keyId, use);
    this.#timer ??= setTimeout(() => void this.write(), WRITE_AFTER_MS).unref();
    if (this.#unwritten.size === KEYS_MAX) void this.write();
  }

  /** Returns once everything noted so far was written, or could not be, of which the log tells. */
  write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeAll());
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const uses = [...this.#unwritten.values()].sort((a, b) => (a.keyId < b.keyId ? -1 : 1));
    this.#unwritten = new Map();
    for (let start = 0; start < uses.length; start += CHUNK)
      await this.#writeSome(uses.slice(start, start + CHUNK));
  }

  async #writeSome(uses: readonly KeyUse[]): Promise<void> {
    try {
      await this.#store.append((tx) => touchKeys(tx, uses));
    } catch (error) {
      for (const { keyId } of uses) this.#noted.delete(keyId);
      this.#log.warn({ err: error }, "the last uses of keys could not be written");
    }
  }

  #isNew({ keyId, lastUse }: KeyUse): boolean {
    const noted = this.#noted.get(keyId);
    if (noted === undefined) return true;
    if (noted.address !== lastUse.address || noted.client !== lastUse.client) return true;
    // A clock that was set back must not silence the key until it has caught up.
    return Math.abs(lastUse.at - noted.at) >= INTERVAL_SECONDS;
  }
}
