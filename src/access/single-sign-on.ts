import { type Clock, nowSeconds } from "../base/clock.ts";
import { isOperators } from "../model/privileges.ts";
import type { User } from "../model/user.ts";
import type { Db } from "../store/database.ts";
import { deleteSessionsOf, findUserOfOidcSession } from "../store/sessions.ts";
import type { Store } from "../store/store.ts";
import { findUserBySubject, updateUser } from "../store/users.ts";
import type { Origin } from "./actor.ts";
import type { Audit, AuditSource } from "./audit.ts";
import type { Identity, LogoutNotice } from "./identity-provider.ts";
import type { Sessions, StartedSession } from "./sessions.ts";
import type { SsoAccounts } from "./sso-accounts.ts";
import type { ClaimedGroups, SsoMemberships } from "./sso-memberships.ts";

/** Notices that are remembered, so that a captured one cannot be sent again. */
const NOTICES_MAX = 10_000;

/** What a logout at the identity provider ends here: the sessions, or the account with its keys until the next sign-in. */
export type SsoLogoutScope = "sessions" | "account";

export type SsoOutcome =
  | { readonly state: "session"; readonly started: StartedSession }
  /** A sentence for the person. */
  | { readonly state: "refused"; readonly why: string };

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
  readonly #notices = new Set<string>();

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
        return this.#refuse(tx, origin, user, NO_GROUP);
      }
      // Only now: until the claims are judged, a suspended account and its keys stay as they are.
      await ssoAccounts.resume(tx, user, origin);
      return { state: "session", started: await sessions.start(tx, user, "oidc", origin, identity.sid) };
    });
  }

  /**
   * What the identity provider ends, ends here from the next call on. Of somebody who is not known here there is nothing
   * to end.
   */
  async endByNotice(notice: LogoutNotice, origin: Origin): Promise<void> {
    if (this.#isKnown(notice.id)) return;
    const { store, ssoLogoutScope } = this.#to;
    await store.transaction(async (tx) => {
      const user = await findByNotice(tx, notice);
      if (user === undefined) return;
      const isSuspended = ssoLogoutScope === "account" && user.status === "active" && user.sso !== null;
      if (isSuspended) await updateUser(tx, user, { status: "inactive", ssoSuspended: true });
      // One session alone is named by its sid; a person who is gone, by the subject.
      const sid = isSuspended || notice.sid === null ? undefined : notice.sid;
      const ended = await deleteSessionsOf(tx, user.uid, undefined, sid);
      if (ended === 0 && !isSuspended) return;
      await this.#record(tx, { origin, user: null }, "SSO_LOGOUT", user, {
        sessions_ended: ended,
        ...(isSuspended && { status: "inactive" }),
      });
    });
  }

  #isKnown(id: string): boolean {
    if (this.#notices.has(id)) return true;
    if (this.#notices.size >= NOTICES_MAX) this.#notices.clear();
    this.#notices.add(id);
    return false;
  }

  async #refuse(tx: Db, origin: Origin, user: User | undefined, why: string): Promise<SsoOutcome> {
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

const NO_GROUP =
  "Your directory account is in no group that may use this server; ask whoever looks after its groups";

/** Why this account, or a new one, may not enter whatever the directory says; undefined when it may be looked at further. */
function refusalOf(found: User | undefined, groups: ClaimedGroups): string | undefined {
  if (found?.status === "inactive" && found.sso?.suspended !== true) {
    return `User "${found.id}" is not active; ask an operator to activate it`;
  }
  if (!groups.isClosed || (found !== undefined && isOperators(found.privileges))) return undefined;
  // One that the directory has vouched for before loses what it had by it.
  return found !== undefined && found.sso !== null ? undefined : NO_GROUP;
}

async function findByNotice(tx: Db, { issuer, subject, sid }: LogoutNotice): Promise<User | undefined> {
  if (subject !== null) return findUserBySubject(tx, issuer, subject);
  return sid === null ? undefined : findUserOfOidcSession(tx, sid);
}
