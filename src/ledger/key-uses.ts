import type { LastUse } from "../model/api-key.ts";
import type { KeyUse } from "./entry.ts";

const INTERVAL_SECONDS = 60;
const KEYS_MAX = 20_000;

/** Remembers what was last noted of each key, so that a busy key does not write on every call. */
export class KeyUses {
  readonly #noted = new Map<string, LastUse>();

  /** Whether this use says something new: a minute later, or from another address or client. */
  isDue({ keyId, lastUse }: KeyUse): boolean {
    const noted = this.#noted.get(keyId);
    if (noted === undefined) return true;
    if (noted.address !== lastUse.address || noted.client !== lastUse.client) return true;
    // A clock that was set back must not silence the key until it has caught up.
    return Math.abs(lastUse.at - noted.at) >= INTERVAL_SECONDS;
  }

  note({ keyId, lastUse }: KeyUse): void {
    if (this.#noted.size >= KEYS_MAX) {
      const oldest = this.#noted.keys().next();
      if (!oldest.done) this.#noted.delete(oldest.value);
    }
    this.#noted.set(keyId, lastUse);
  }

  forget(keyId: string): void {
    this.#noted.delete(keyId);
  }
}
