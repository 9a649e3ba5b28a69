import { type Clock, nowSeconds } from "../base/clock.ts";
import { RecentMap } from "../base/recent-map.ts";
import { secretsEqual, sign } from "../base/secrets.ts";
import type { LastUse } from "../model/api-key.ts";
import { AccessError, forbidden } from "../model/errors.ts";
import type { GroupAttributes } from "../model/group.ts";
import { isGranted } from "../model/privileges.ts";
import { endsOf, type Session, type SessionLimits, strictest } from "../model/session.ts";
import { notActiveSentence } from "../model/user.ts";
import { findSessionOwner, type SessionOwner, touchSession } from "../store/sessions.ts";
import type { Store } from "../store/store.ts";
import type { Origin, SessionActor } from "./actor.ts";
import type { AsksDirectory } from "./authenticator.ts";
import { RevisionCache } from "./revision-cache.ts";
import { tokenHashOf } from "./tokens.ts";

/** Between two notes of one session's last call, unless it moved. */
const NOTE_INTERVAL_SECONDS = 60;
const SESSIONS_MAX = 20_000;

interface Seen {
  readonly at: number;
  readonly noted: LastUse;
}

export interface SessionAuthenticatorDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly pepper: string;
  readonly sessionLimits: SessionLimits;
  readonly ssoChecks: AsksDirectory;
}

/** Turns the token in a cookie into an Actor. The account's state is looked at on every call. */
export class SessionAuthenticator {
  readonly #to: SessionAuthenticatorDependencies;
  readonly #owners: RevisionCache<string, SessionOwner>;
  /** The last call of each session, to the second; what is stored may be a minute older. */
  readonly #seen = new RecentMap<string, Seen>(SESSIONS_MAX);

  constructor(dependencies: SessionAuthenticatorDependencies) {
    this.#to = dependencies;
    this.#owners = new RevisionCache(dependencies.store);
  }

  /**
   * Raises WrongCredentialsError for an unknown session and for one that has ended, UserNotActiveError, and
   * TransientError when the account's directory could not be asked for too long.
   */
  async authenticate(token: string, origin: Origin): Promise<SessionActor> {
    const { clock, ssoChecks, pepper } = this.#to;
    const hash = tokenHashOf(pepper, "session", token);
    let { user, session } = this.#requireOpen(await this.#ownerOf(hash));
    if (ssoChecks.isDue(user)) {
      await ssoChecks.check(user, origin);
      ({ user, session } = this.#requireOpen(await this.#ownerOf(hash)));
    }
    const now = nowSeconds(clock);
    await this.#note(session, { at: now, address: origin.address, client: origin.client });
    const present = { ...session, lastSeenAt: now, address: origin.address, client: origin.client };
    return { user, session: present, isOperator: isGranted(user.privileges, "admin", now), origin };
  }

  async #ownerOf(hash: string | undefined): Promise<SessionOwner | undefined> {
    if (hash === undefined) return undefined;
    return this.#owners.getOrLoad(hash, () => this.#to.store.read((db) => findSessionOwner(db, hash)));
  }

  #requireOpen(owner: SessionOwner | undefined): Pick<SessionOwner, "user" | "session"> {
    if (owner === undefined) throw ended();
    const { user } = owner;
    const session = this.#withLastCall(owner.session);
    const { expiresAt, idleExpiresAt } = endsOf(session, this.limitsIn(owner.group));
    const now = nowSeconds(this.#to.clock);
    if (now >= expiresAt || now >= idleExpiresAt) throw ended();
    if (user.status === "active") return { user, session };
    throw new AccessError("UserNotActiveError", notActiveSentence(user));
  }

  /** How long the sessions of a group's members last. */
  limitsIn(group: GroupAttributes | null): SessionLimits {
    return strictest(this.#to.sessionLimits, group);
  }

  /** What a page must repeat with every change, and another site cannot know. It is of no use without the cookie. */
  csrfTokenOf({ id }: Session): string {
    return sign(this.#to.pepper, "csrf", id);
  }

  /** Raises ForbiddenError unless the token is the session's. */
  requireCsrfToken(session: Session, token: string | undefined): void {
    if (token !== undefined && secretsEqual(token, this.csrfTokenOf(session))) return;
    throw forbidden(
      "In a session every change needs the header x-csrf-token; take it from GET /sessions/current",
    );
  }

  /** As it was last heard of here, which may be a moment after what is stored. */
  #withLastCall(session: Session): Session {
    const at = this.#seen.get(session.id)?.at ?? 0;
    return at > session.lastSeenAt ? { ...session, lastSeenAt: at } : session;
  }

  async #note(session: Session, call: LastUse): Promise<void> {
    const { at, address, client } = session.lastSeenAt > call.at ? { ...call, at: session.lastSeenAt } : call;
    const noted = this.#seen.get(session.id)?.noted ?? toLastUse(session);
    const isMoved = noted.address !== address || noted.client !== client;
    const isDue = isMoved || Math.abs(at - noted.at) >= NOTE_INTERVAL_SECONDS;
    // Not an administrative change: caches stay, so that clicking about does not slow the others.
    if (isDue) await this.#to.store.append((tx) => touchSession(tx, session.id, { at, address, client }));
    this.#seen.set(session.id, { at, noted: isDue ? { at, address, client } : noted });
  }
}

function toLastUse({ lastSeenAt, address, client }: Session): LastUse {
  return { at: lastSeenAt, address, client };
}

function ended(): AccessError {
  return new AccessError("WrongCredentialsError", "This session has ended; sign in again");
}
