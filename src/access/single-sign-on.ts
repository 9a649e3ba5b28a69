import { type Clock, nowSeconds } from "../base/clock.ts";
import { isOperators } from "../model/privileges.ts";
import type { User } from "../model/user.ts";
import type { Db } from "../store/database.ts";
import { deleteSessionsMeantBy, findUserOfOidcSession } from "../store/sessions.ts";
import type { Store } from "../store/store.ts";
import { findUserBySubject, updateUser } from "../store/users.ts";
import type { Origin } from "./actor.ts";
import type { Audit, AuditSource } from "./audit.ts";
import type { Identity, LogoutNotice, SsoRefusal } from "./identity-provider.ts";
import type { Sessions, StartedSession } from "./sessions.ts";
import type { SsoAccounts } from "./sso-accounts.ts";
import type { ClaimedGroups, SsoMemberships } from "./sso-memberships.ts";

/** What a logout at the identity provider ends here: the sessions, or the account with its keys until the next sign-in. */
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
    const { store, sessions, ssoAccounts, ssoMemberships } = this.#to;
    return store.transaction(async (tx): Promise<SsoOutcome> => {
      const groups = await ssoMemberships.groupsOf(tx, identity.groups);
      const found = await ssoAccounts.find(tx, identity);
      if (typeof found === "string") return this.#refuse(tx, origin, undefined, found);
      // Seen before anything is linked: an account that is refused keeps its own way in.
      const why = refusalOf(found, groups);
      if (why !== undefined) return this.#refuse(tx, origin, found, why);
      const linked = await ssoAccounts.link(tx, found, identity, origin, nowSeconds(this.#to.clock));
      const user = await ssoMemberships.apply(tx, linked, groups, { origin, user: linked });
      if (groups.isClosed && !isOperators(user.privileges)) {
        await ssoMemberships.endAccess(tx, user, { origin, user });
        return this.#refuse(tx, origin, user, "no_group");
      }
      // Only now: until the claims are judged, a suspended account and its keys stay as they are.
      await ssoAccounts.resume(tx, user, origin);
      return { state: "session", started: await sessions.start(tx, user, "oidc", origin, identity.sid) };
    });
  }

  /**
   * What the identity provider ends, ends here from the next call on. Of somebody who is not known here there is nothing
   * to end. A notice may come twice, from a provider that tries again or from somebody who captured it: it ends nothing
   * that began after it.
   */
  async endByNotice(notice: LogoutNotice, origin: Origin): Promise<void> {
    const { store, ssoLogoutScope } = this.#to;
    await store.transaction(async (tx) => {
      const user = await findByNotice(tx, notice);
      if (user === undefined) return;
      const { latestAt } = notice;
      const isBack = user.lastLogin !== null && user.lastLogin > latestAt;
      const isLinked = user.status === "active" && user.sso !== null;
      const isSuspended = ssoLogoutScope === "account" && isLinked && !isBack;
      if (isSuspended) await updateUser(tx, user, { status: "inactive", ssoSuspended: true });
      // One session alone is named by its sid; a person who is gone, by the subject.
      const sid = isSuspended || notice.sid === null ? undefined : notice.sid;
      const ended = await deleteSessionsMeantBy(tx, user.uid, { latestAt, oidcSid: sid });
      if (ended === 0 && !isSuspended) return;
      await this.#record(tx, { origin, user: null }, "SSO_LOGOUT", user, {
        sessions_ended: ended,
        ...(isSuspended && { status: "inactive" }),
      });
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

  async #record(tx: Db, source: AuditSource, action: "SSO_LOGOUT", user: User, after: object): Promise<void> {
    const groupId = user.membership?.groupId ?? null;
    await this.#to.audit.record(tx, source, { action, targetType: "user", target: user.id, groupId, after });
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
