import { type Clock, nowSeconds } from "../base/clock.ts";
import { AccessError } from "../model/errors.ts";
import type { SsoIdentity, User } from "../model/user.ts";
import type { Db } from "../store/database.ts";
import { deleteSsoGrant, findSsoGrant, type StoredSsoGrant, updateSsoGrant } from "../store/sso-grants.ts";
import type { Store } from "../store/store.ts";
import { findUserByUid } from "../store/users.ts";
import type { Origin } from "./actor.ts";
import type { IdentityProvider, Renewal } from "./identity-provider.ts";
import type { SsoLogoutScope } from "./single-sign-on.ts";
import type { SsoAccounts } from "./sso-accounts.ts";
import type { SsoGrants } from "./sso-grants.ts";
import type { SsoMemberships } from "./sso-memberships.ts";

/** Told: the account is in line with what the directory says at this second. Failed: nothing was taken away. */
export type RenewalOutcome = { readonly state: "told" } | Extract<Renewal, { readonly state: "failed" }>;

export interface SsoRenewalsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly ssoAccounts: SsoAccounts;
  readonly ssoGrants: SsoGrants;
  readonly ssoMemberships: SsoMemberships;
  readonly ssoLogoutScope: SsoLogoutScope;
}

/** Asks the directory about one account again, and does what it says. */
export class SsoRenewals {
  readonly #to: SsoRenewalsDependencies;

  constructor(dependencies: SsoRenewalsDependencies) {
    this.#to = dependencies;
  }

  /** `origin` is of the call that made it due; the audit tells it. */
  async renew(
    provider: IdentityProvider,
    { uid, sso }: { readonly uid: number; readonly sso: SsoIdentity },
    origin: Origin,
  ): Promise<RenewalOutcome> {
    const { store, ssoGrants } = this.#to;
    const grant = await store.read((db) => findSsoGrant(db, uid));
    if (grant === undefined) return { state: "told" };
    const renewal = await provider.renew(ssoGrants.open(grant), sso);
    switch (renewal.state) {
      case "failed":
        return renewal;
      case "foreign":
        return this.#apply(grant, undefined, origin);
      case "ended":
        return this.#end(grant, origin);
      case "renewed": {
        const kept = await this.#keep(grant, renewal.refreshToken);
        try {
          return await this.#apply(kept, await renewal.groups(), origin);
        } catch (cause) {
          if (cause instanceof AccessError) return { state: "failed", isSilent: false, cause };
          throw cause;
        }
      }
    }
  }

  /** At once, before anything else is asked: the provider takes the old one no more. */
  async #keep(grant: StoredSsoGrant, refreshToken: string | null): Promise<StoredSsoGrant> {
    if (refreshToken === null) return grant;
    const sealed = this.#to.ssoGrants.close(grant.uid, refreshToken);
    await this.#to.store.append((tx) => updateSsoGrant(tx, grant, { refreshToken: sealed }));
    return { ...grant, refreshToken: sealed };
  }

  /** Hardly ever does anything change, and then no administrative transaction empties the caches. */
  async #apply(
    grant: StoredSsoGrant,
    values: readonly string[] | undefined,
    origin: Origin,
  ): Promise<RenewalOutcome> {
    const { store, clock, ssoMemberships } = this.#to;
    const checkedAt = nowSeconds(clock);
    const isInLine = await store.read(async (db) => {
      const user = await findLinked(db, grant.uid);
      if (user === undefined || values === undefined) return true;
      return ssoMemberships.isInLine(user, await ssoMemberships.groupsOf(db, values));
    });
    if (isInLine || values === undefined) {
      await store.append((tx) => updateSsoGrant(tx, grant, { checkedAt }));
      return { state: "told" };
    }
    await store.transaction(async (tx) => {
      const user = await findLinked(tx, grant.uid);
      // Who has signed in meanwhile was judged by what is newer.
      if (user === undefined || !(await updateSsoGrant(tx, grant, { checkedAt }))) return;
      const groups = await ssoMemberships.groupsOf(tx, values);
      await ssoMemberships.judge(tx, user, groups, { origin, user: null });
    });
    return { state: "told" };
  }

  async #end(grant: StoredSsoGrant, origin: Origin): Promise<RenewalOutcome> {
    const { store, clock, ssoAccounts, ssoLogoutScope } = this.#to;
    await store.transaction(async (tx) => {
      const now = nowSeconds(clock);
      const user = await findLinked(tx, grant.uid);
      // Who has signed in meanwhile has another token, which is good.
      if (user === undefined || !(await updateSsoGrant(tx, grant, { checkedAt: now }))) return;
      await deleteSsoGrant(tx, user.uid);
      const meant = { latestAt: now, oidcSid: undefined };
      const suspends = ssoLogoutScope === "account";
      await ssoAccounts.end(tx, user, origin, { suspends, why: "refresh_refused", ...meant });
    });
    return { state: "told" };
  }
}

/** Unless the account is disabled or the directory answers for it no more: then there is nothing that it could say. */
async function findLinked(db: Db, uid: number): Promise<User | undefined> {
  const user = await findUserByUid(db, uid);
  return user?.status === "active" && user.sso !== null ? user : undefined;
}
