import { type Clock, nowSeconds, utcHour } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { RefusalCount } from "../model/refused-call.ts";
import type { User } from "../model/user.ts";
import type { ErrorCode } from "../names/error-codes.ts";
import { addRefusedCalls } from "../store/refused-calls.ts";
import type { Store } from "../store/store.ts";

/** How long a count may wait in memory to be written; who reads the counts has them written first. */
const FLUSH_MS = 10_000;
/** Different counts that may wait at once; what is refused beyond them is counted as nobody's. */
const COUNTS_MAX = 10_000;

/** A call that a door did not let through. */
export interface CallRefusal {
  /** Whose key it was, where that is known. */
  readonly user: User | undefined;
  readonly code: ErrorCode;
  readonly quota?: string;
  readonly side?: "user" | "group";
  readonly route: { readonly method: string; readonly path: string };
  readonly address: string;
}

export interface RefusalCountsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Counts the calls that were refused, by account, hour and reason, without keeping anybody waiting. It is for people
 * who ask why, not a proof: what was refused in the last seconds before a crash is not counted.
 */
export class RefusalCounts implements AsyncDisposable {
  readonly #to: RefusalCountsOptions;
  #counts = new Map<string, RefusalCount>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(options: RefusalCountsOptions) {
    this.#to = options;
  }

  note({ user, code, quota, side, route, address }: CallRefusal): void {
    const at = nowSeconds(this.#to.clock);
    this.#add({
      hour: utcHour(at),
      uid: user?.uid ?? 0,
      gid: user?.membership?.gid ?? 0,
      code,
      quota: quota ?? "",
      side: side ?? "",
      calls: 1,
      lastAt: at,
      lastMethod: route.method,
      lastEndpoint: route.path,
      lastAddress: address,
    });
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes what was counted so far; what cannot be written is kept for the next time. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#write());
    return this.#flushing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
  }

  async #write(): Promise<void> {
    if (this.#counts.size === 0) return;
    const counts = this.#counts;
    this.#counts = new Map();
    try {
      await this.#to.store.append((tx) => addRefusedCalls(tx, [...counts.values()]));
    } catch (error) {
      for (const count of counts.values()) this.#add(count);
      this.#to.log.warn({ err: error }, "refused calls could not be counted; they will be");
    }
  }

  #add(count: RefusalCount): void {
    const key = keyOf(count);
    const known = this.#counts.get(key);
    if (known !== undefined) {
      const last = count.lastAt >= known.lastAt ? count : known;
      this.#counts.set(key, { ...last, calls: known.calls + count.calls });
    } else if (this.#counts.size < COUNTS_MAX || count.uid === 0) {
      this.#counts.set(key, count);
    } else {
      this.#add({ ...count, uid: 0, gid: 0 });
    }
  }
}

function keyOf({ hour, uid, gid, code, quota, side }: RefusalCount): string {
  return `${hour} ${uid} ${gid} ${code} ${quota} ${side}`;
}
