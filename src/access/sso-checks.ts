import { type Clock, nowSeconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { Places } from "../base/places.ts";
import { AccessError } from "../model/errors.ts";
import type { User } from "../model/user.ts";
import { findSsoGrant } from "../store/sso-grants.ts";
import type { Store } from "../store/store.ts";
import type { Origin } from "./actor.ts";
import type { IdentityProvider } from "./identity-provider.ts";
import { RevisionCache } from "./revision-cache.ts";
import type { RenewalOutcome, SsoRenewals } from "./sso-renewals.ts";

/** After a failure; a provider that is down must not be hammered, nor every caller wait for it. */
const RETRY_SECONDS = 15;
/** Accounts that the provider is asked about at once. */
const AT_ONCE_MAX = 16;
const FAILURES_MAX = 20_000;

export interface SsoChecksDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly ssoRenewals: SsoRenewals;
  /** Undefined where nobody signs in by a directory. */
  readonly provider: IdentityProvider | undefined;
  /** For so long the directory is taken at its last word; 0: until the next sign-in. */
  readonly recheckSeconds: number;
  /** For so long when it does not answer. */
  readonly graceSeconds: number;
}

/** When the directory was last heard of an account. */
interface Heard {
  /** Without a refresh token it cannot be asked again. */
  readonly hasGrant: boolean;
  checkedAt: number;
}

/**
 * Asks the directory about an account again when that calls and was last asked about too long ago. Calls set it off and
 * the clock says when, so nothing is asked about who does not come.
 */
export class SsoChecks {
  readonly #to: SsoChecksDependencies;
  readonly #heard: RevisionCache<number, Heard>;
  readonly #running = new Map<number, Promise<void>>();
  readonly #places = new Places(AT_ONCE_MAX);
  /** Of accounts about which the provider gave no good answer. */
  readonly #failedAt = new Map<number, number>();
  /** When the provider last gave no answer at all; undefined while it gives some. */
  #silentAt: number | undefined;
  #warnedAt: number | undefined;

  constructor(dependencies: SsoChecksDependencies) {
    this.#to = dependencies;
    this.#heard = new RevisionCache(dependencies.store);
  }

  /** Whether check() is to be called before the account may do anything; for all but a few calls it is not. */
  isDue({ uid, sso }: User): boolean {
    if (sso === null || this.#to.provider === undefined || this.#to.recheckSeconds === 0) return false;
    const heard = this.#heard.get(uid);
    if (heard === undefined) return true;
    return this.#isToBeAsked(uid, heard) || this.#isTooOld(heard);
  }

  /**
   * Returns when the account is in line with the directory, or the directory could not be asked. What was known of the
   * account is old then. Raises TransientError when it has not answered for too long.
   */
  async check(user: User, origin: Origin): Promise<void> {
    const heard = await this.#hear(user.uid);
    if (this.#isToBeAsked(user.uid, heard)) await this.#askOnce(user, origin);
    if (!this.#isTooOld(await this.#hear(user.uid))) return;
    throw new AccessError(
      "TransientError",
      "The directory that answers for this account cannot be reached, and what it said last is too old; try again later",
      { retryAfterSeconds: RETRY_SECONDS },
    );
  }

  async #hear(uid: number): Promise<Heard> {
    const { store } = this.#to;
    const heard = await this.#heard.getOrLoad(uid, async () => {
      const grant = await store.read((db) => findSsoGrant(db, uid));
      return { hasGrant: grant !== undefined, checkedAt: grant?.checkedAt ?? 0 };
    });
    return heard ?? { hasGrant: false, checkedAt: 0 };
  }

  #isToBeAsked(uid: number, { hasGrant, checkedAt }: Heard): boolean {
    if (!hasGrant || this.#isWithin(this.#to.recheckSeconds, checkedAt)) return false;
    return !this.#isWithin(RETRY_SECONDS, this.#failedAt.get(uid)) && !this.#isSilent();
  }

  #isTooOld({ hasGrant, checkedAt }: Heard): boolean {
    return hasGrant && !this.#isWithin(this.#to.graceSeconds, checkedAt);
  }

  #isSilent(): boolean {
    return this.#isWithin(RETRY_SECONDS, this.#silentAt);
  }

  /** Whichever way the clock has stepped since. */
  #isWithin(seconds: number, at: number | undefined): boolean {
    return at !== undefined && Math.abs(nowSeconds(this.#to.clock) - at) < seconds;
  }

  /** Whoever calls meanwhile waits for the same answer. */
  #askOnce(user: User, origin: Origin): Promise<void> {
    const running = this.#running.get(user.uid);
    if (running !== undefined) return running;
    const asking = this.#places
      .take(() => this.#ask(user, origin))
      .finally(() => this.#running.delete(user.uid));
    this.#running.set(user.uid, asking);
    return asking;
  }

  async #ask({ uid, id, sso }: User, origin: Origin): Promise<void> {
    const { provider, ssoRenewals, clock } = this.#to;
    // Found out while this one waited for its place.
    if (provider === undefined || sso === null || this.#isSilent()) return;
    // One asks for all whether the provider is back.
    if (this.#silentAt !== undefined) this.#silentAt = nowSeconds(clock);
    const outcome = await ssoRenewals.renew(provider, { uid, sso }, origin);
    this.#note(uid, id, outcome);
    if (outcome.state === "told") (await this.#hear(uid)).checkedAt = nowSeconds(clock);
  }

  #note(uid: number, id: string, outcome: RenewalOutcome): void {
    const now = nowSeconds(this.#to.clock);
    const wasSilent = this.#silentAt !== undefined;
    const isSilent = outcome.state === "failed" && outcome.isSilent;
    this.#silentAt = isSilent ? now : undefined;
    this.#failedAt.delete(uid);
    if (outcome.state === "failed") {
      if (!isSilent) this.#rememberFailure(uid, now);
      this.#warn(id, outcome.cause);
    } else if (wasSilent) {
      this.#to.log.info({}, "the identity provider answers again");
    }
  }

  #rememberFailure(uid: number, now: number): void {
    if (this.#failedAt.size >= FAILURES_MAX) this.#failedAt.clear();
    this.#failedAt.set(uid, now);
  }

  /** Now and then: of what is wrong with the provider, one account tells for all. */
  #warn(user: string, cause: unknown): void {
    const { clock, log, graceSeconds } = this.#to;
    if (this.#isWithin(RETRY_SECONDS, this.#warnedAt)) return;
    this.#warnedAt = nowSeconds(clock);
    log.warn(
      { user, graceSeconds, err: cause },
      "the identity provider could not be asked about an account: what it said last still counts",
    );
  }
}
