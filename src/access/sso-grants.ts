import { type Clock, nowSeconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { Seal } from "../base/seal.ts";
import type { User } from "../model/user.ts";
import type { Db } from "../store/database.ts";
import { deleteSsoGrant, findSsoGrant, putSsoGrant, type StoredSsoGrant } from "../store/sso-grants.ts";

export interface SsoGrantsDependencies {
  readonly clock: Clock;
  readonly pepper: string;
  /** Whether the directory is asked again between sign-ins; if not, nothing is kept. */
  readonly areKept: boolean;
  readonly log: Log;
}

/** Refresh tokens: by them the directory can be asked about a person who is not there. Sealed, and shown to nobody. */
export class SsoGrants {
  readonly #to: SsoGrantsDependencies;
  readonly #seal: Seal;
  #hasWarned = false;

  constructor(dependencies: SsoGrantsDependencies) {
    this.#to = dependencies;
    this.#seal = new Seal(dependencies.pepper, "sso-grant");
  }

  /**
   * Keeps the token of a sign-in, at which the directory has just said what the claims are. Without one an older one
   * stays: some providers give one at the first sign-in only.
   */
  async keep(tx: Db, { uid }: User, refreshToken: string | null): Promise<void> {
    const { areKept, clock } = this.#to;
    if (!areKept) return deleteSsoGrant(tx, uid);
    const known = await findSsoGrant(tx, uid);
    const sealed = refreshToken === null ? known?.refreshToken : this.close(uid, refreshToken);
    if (sealed === undefined) this.#warnOnce();
    else await putSsoGrant(tx, { uid, refreshToken: sealed, checkedAt: nowSeconds(clock) });
  }

  close(uid: number, refreshToken: string): string {
    return this.#seal.close(`${uid}:${refreshToken}`);
  }

  /** Raises an Error when it was sealed with another pepper, or for another account. */
  open({ uid, refreshToken }: StoredSsoGrant): string {
    const opened = this.#seal.open(refreshToken);
    const owner = `${uid}:`;
    if (opened?.startsWith(owner)) return opened.slice(owner.length);
    throw new Error(
      `The refresh token of account ${uid} cannot be read: it was sealed with another key pepper`,
    );
  }

  #warnOnce(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#to.log.warn(
      {},
      "the identity provider gives no refresh tokens, so claims are read at sign-in only; see TOLLGATE_OIDC_RECHECK_SECONDS",
    );
  }
}
