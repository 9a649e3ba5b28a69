import type { Actor } from "../access/actor.ts";
import { type Clock, nowSeconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Retention } from "../ledger/retention.ts";

export interface OwnUsageOptions {
  readonly ledger: Ledger;
  readonly retention: Retention;
  readonly clock: Clock;
  readonly log: Log;
}

/** Counts calls to our own endpoints: they are free, but they show in usage and in when a key was last used. */
export class OwnUsage {
  readonly #to: OwnUsageOptions;
  #purging: Promise<void> = Promise.resolve();

  constructor(options: OwnUsageOptions) {
    this.#to = options;
  }

  /** Resolves once the call is in the journal; raises TransientError when it cannot be. */
  record({ actor, bucket }: { readonly actor: Actor; readonly bucket: string }): Promise<void> {
    const { ledger, retention, clock } = this.#to;
    // Calls are the only sign that a new day has begun, and nobody waits for what they set off.
    if (retention.isDue) this.#purging = this.#purge();
    const { user, key, origin } = actor;
    const { membership } = user;
    return ledger.record({
      uid: user.uid,
      gid: membership === null || membership.quotaGroups.api === null ? 0 : membership.gid,
      bucket,
      ...(key !== undefined && {
        keyUse: {
          keyId: key.id,
          lastUse: { at: nowSeconds(clock), address: origin.address, client: origin.client },
        },
      }),
    });
  }

  /** Returns when nothing of it is under way. */
  async close(): Promise<void> {
    await this.#purging;
  }

  async #purge(): Promise<void> {
    try {
      await this.#to.retention.purge();
    } catch (error) {
      this.#to.log.error({ err: error }, "old usage could not be deleted");
    }
  }
}
