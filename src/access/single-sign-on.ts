import { type Clock, nowSeconds } from "../base/clock.ts";
import { isOperators } from "../model/privileges.ts";
import type { User } from "../model/user.ts";
import type { Db } from "../store/database.ts";
import { findUserOfOidcSession } from "../store/sessions.ts";
import type { Store } from "../store/store.ts";
import { findUserBySubject } from "../store/users.ts";
import type { Origin } from "./actor.ts";
import type { Audit } from "./audit.ts";
import type { Identity, LogoutNotice, SsoRefusal } from "./identity-provider.ts";
import type { Sessions, StartedSession } from "./sessions.ts";
import type { SsoAccounts } from "./sso-accounts.ts";
import type { SsoGrants } from "./sso-grants.ts";
import type { ClaimedGroups, SsoMemberships } from "./sso-memberships.ts";

/** What ends here with the provider's word that a person is gone: the sessions, or the account with its keys until the next sign-in. */
export type SsoLogoutScope = "sessions" | "account";

export type SsoOutcome =
  | { readonly state: "session"; readonly started: StartedSession }
  | { readonly state: "refused"; readonly why: SsoRefusal };

export interface SingleSignOnDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly sessions: Sessions;
  readonly ssoAccounts: SsoAccounts;
  readonly ssoGrants: SsoGrants;
  readonly ssoMemberships: SsoMemberships;
  readonly ssoLogoutScope: SsoLogoutScope;
}

/** Signing in by a directory, which also says who belongs to which group and who is gone. */
export class SingleSignOn {
  readonly #to: SingleSignOnDependencies;

  constructor(dependencies: SingleSignOnDependencies) {
    this.#to = dependencies;
  }

  /**
   * Finds, links or makes the account, brings its membership in line with the claims and starts a session. A refusal
   * is a value, because what the claims took away stays taken away.
   */
  async signIn(identity: Identity, origin: Origin): Promise<SsoOutcome> {
    const { store, sessions, ssoAccounts, ssoGrants, ssoMemberships } = this.#to;
    return store.transaction(async (tx): Promise<SsoOutcome> => {
      const groups = await ssoMemberships.groupsOf(tx, identity.groups);
      const found = await ssoAccounts.find(tx, identity);
      if (typeof found === "string") return this.#refuse(tx, origin, undefined, found);
      // Seen before anything is linked: an account that is refused keeps its own way in.
      const why = refusalOf(found, groups);
      if (why !== undefined) return this.#refuse(tx, origin, found, why);
      const linked = await ssoAccounts.link(tx, found, identity, origin, nowSeconds(this.#to.clock));
      const source = { origin, user: linked };
      const { user, mayEnter } = await ssoMemberships.judge(tx, linked, groups, source);
      if (!mayEnter) return this.#refuse(tx, origin, user, "no_group");
      // Only now: until the claims are judged, a suspended account and its keys stay as they are.
      await ssoAccounts.resume(tx, user, origin);
      await ssoGrants.keep(tx, user, identity.refreshToken);
      return { state: "session", started: await sessions.start(tx, user, "oidc", origin, identity.sid) };
    });
  }

  /**
   * What the identity provider ends, ends here from the next call on. Of somebody who is not known here there is nothing
   * to end. A notice may come twice, from a provider that tries again or from somebody who captured it: it ends nothing
   * that began after it.
   */
  async endByNotice(notice: LogoutNotice, origin: Origin): Promise<void> {
    const { store, ssoAccounts, ssoLogoutScope } = this.#to;
    await store.transaction(async (tx) => {
      const user = await findByNotice(tx, notice);
      if (user === undefined) return;
      const { latestAt } = notice;
      const isBack = user.lastLogin !== null && user.lastLogin > latestAt;
      const isLinked = user.status === "active" && user.sso !== null;
      const suspends = ssoLogoutScope === "account" && isLinked && !isBack;
      // One session alone is named by its sid; a person who is gone, by the subject.
      const oidcSid = suspends || notice.sid === null ? undefined : notice.sid;
      await ssoAccounts.end(tx, user, origin, { suspends, latestAt, oidcSid, why: "logout" });
    });
  }

  async #refuse(tx: Db, origin: Origin, user: User | undefined, why: SsoRefusal): Promise<SsoOutcome> {
    await this.#to.audit.record(
      tx,
      { origin, user: null },
      {
        action: "SIGN_IN_FAILED",
        outcome: "refused",
        targetType: "user",
        target: user?.id ?? "(unknown)",
        groupId: user?.membership?.groupId ?? null,
        after: { method: "oidc", why },
      },
    );
    return { state: "refused", why };
  }
}

/** Why this account, or a new one, may not enter whatever the directory says; undefined when it may be looked at further. */
function refusalOf(found: User | undefined, groups: ClaimedGroups): SsoRefusal | undefined {
  if (found?.status === "inactive" && found.sso?.suspended !== true) {
    return "inactive";
  }
  if (!groups.isClosed || (found !== undefined && isOperators(found.privileges))) return undefined;
  // One that the directory has vouched for before loses what it had by it.
  return found !== undefined && found.sso !== null ? undefined : "no_group";
}

async function findByNotice(tx: Db, { issuer, subject, sid }: LogoutNotice): Promise<User | undefined> {
  if (subject !== null) return findUserBySubject(tx, issuer, subject);
  return sid === null ? undefined : findUserOfOidcSession(tx, sid);
}
