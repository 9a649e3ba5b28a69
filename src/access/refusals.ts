import type { Clock } from "../base/clock.ts";
import type { AccessError } from "../model/errors.ts";
import type { Store } from "../store/store.ts";
import type { Actor } from "./actor.ts";
import type { Audit } from "./audit.ts";

/** Recorded refusals of one account in one minute: a client in a loop must not fill the disk. */
const PER_MINUTE_MAX = 60;
const MINUTE_MS = 60_000;
const PATH_LENGTH_MAX = 512;

/** A call that was answered with ForbiddenError. */
export interface RefusedCall {
  readonly actor: Actor;
  readonly route: { readonly method: string; readonly path: string };
  /** The called path, without keys. */
  readonly path: string;
  readonly error: AccessError;
}

/** Writes refused privileged calls into the audit. */
export class Refusals {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #audit: Audit;
  /** By account, within the minute. */
  readonly #counts = new Map<number, number>();
  #minute = 0;

  constructor(store: Store, clock: Clock, audit: Audit) {
    this.#store = store;
    this.#clock = clock;
    this.#audit = audit;
  }

  /** The last entry within a minute's bound says so; what is refused beyond it is not written. */
  async record({ actor, route, path, error }: RefusedCall): Promise<void> {
    const count = this.#count(actor.user.uid);
    if (count > PER_MINUTE_MAX) return;
    const facts = { path: path.slice(0, PATH_LENGTH_MAX), message: error.message };
    // Not an administrative change: caches stay, so that refused calls cannot be used to slow the others.
    await this.#store.append((tx) =>
      this.#audit.record(tx, actor, {
        action: "REQUEST_REFUSED",
        outcome: "refused",
        targetType: null,
        target: `${route.method} ${route.path}`,
        groupId: actor.user.membership?.groupId ?? null,
        after: count < PER_MINUTE_MAX ? facts : { ...facts, further_refusals_this_minute: "not recorded" },
      }),
    );
  }

  #count(uid: number): number {
    const minute = Math.floor(this.#clock.nowMs() / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#counts.clear();
    }
    const count = (this.#counts.get(uid) ?? 0) + 1;
    this.#counts.set(uid, count);
    return count;
  }
}
