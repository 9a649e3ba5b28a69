import { type Clock, nowSeconds } from "../base/clock.ts";
import { randomId } from "../base/ids.ts";
import { AccessError, notFound } from "../model/errors.ts";
import { cutPage, type PageOf, type PageRequest } from "../model/page.ts";
import { endsOf, type Session, type SessionLimits, type SignInMethod } from "../model/session.ts";
import { notActiveSentence, type User } from "../model/user.ts";
import type { Db } from "../store/database.ts";
import { findGroupByGid } from "../store/groups.ts";
import {
  deleteSession,
  deleteSessionsBegunBy,
  deleteSessionsOf,
  insertSession,
  sessionsOf,
} from "../store/sessions.ts";
import type { Store } from "../store/store.ts";
import { findUserByUid, updateUser } from "../store/users.ts";
import type { Actor, Origin, SessionActor } from "./actor.ts";
import type { Audit } from "./audit.ts";
import { requireKeyDeed } from "./key-permissions.ts";
import type { SessionAuthenticator } from "./session-authenticator.ts";
import { newToken } from "./tokens.ts";
import type { SeenAccount } from "./views.ts";

/** Sessions that an account can have; the oldest makes room for a new one. */
const SESSIONS_MAX = 50;

/** A session as it is shown. */
export interface SessionView {
  readonly session: Session;
  readonly user: User;
  readonly expiresAt: number;
  readonly idleExpiresAt: number;
  /** Present for the session that the call is made in, and no other. */
  readonly csrfToken: string | undefined;
}

/** A new session, and the token for its cookie, which exists nowhere else. */
export interface StartedSession {
  readonly view: SessionView;
  readonly token: string;
}

export interface SessionsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly pepper: string;
  readonly sessionLimits: SessionLimits;
  readonly sessionAuthenticator: SessionAuthenticator;
}

/** Sessions: starting, listing and ending them. Those who may revoke a person's keys may end his sessions. */
export class Sessions {
  readonly #to: SessionsDependencies;

  constructor(dependencies: SessionsDependencies) {
    this.#to = dependencies;
  }

  /** Starts one inside the caller's transaction, for a person who has proved who he is; it counts as a login. */
  async start(
    tx: Db,
    { uid, id }: Pick<User, "uid" | "id">,
    method: SignInMethod,
    origin: Origin,
    oidcSid: string | null = null,
  ): Promise<StartedSession> {
    const { clock, pepper, sessionLimits, audit } = this.#to;
    const now = nowSeconds(clock);
    await deleteSessionsBegunBy(tx, now - sessionLimits.totalSeconds);
    await makeRoom(tx, uid);
    const known = await findUserByUid(tx, uid);
    if (known?.status !== "active") {
      throw new AccessError("UserNotActiveError", notActiveSentence(known ?? { id, sso: null }));
    }
    // Linked to a directory since the password was checked: it counts no more.
    if (method === "password" && known.sso !== null) {
      throw new AccessError("WrongCredentialsError", "This account signs in by its directory");
    }
    const user = await updateUser(tx, known, { lastLogin: now });
    const { token, hash } = newToken(pepper, "session");
    const { address, client } = origin;
    const times = { createdAt: now, lastSeenAt: now };
    const session = { id: randomId(), uid, method, oidcSid, address, client, ...times };
    await insertSession(tx, { ...session, tokenHash: hash });
    await audit.record(
      tx,
      { origin, user, session },
      {
        action: "SIGN_IN",
        targetType: user.kind,
        target: user.id,
        groupId: user.membership?.groupId ?? null,
        after: { method, session: session.id },
      },
    );
    return { token, view: await this.#view(tx, session, user, session.id) };
  }

  /** The same in a transaction of its own. */
  async startFor(
    user: Pick<User, "uid" | "id">,
    method: SignInMethod,
    origin: Origin,
  ): Promise<StartedSession> {
    return this.#to.store.transaction((tx) => this.start(tx, user, method, origin));
  }

  /** The session that the call is made in. Raises NotFoundError when it is made with a key. */
  async current(actor: Actor): Promise<SessionView> {
    const { session, user } = requireSession(actor);
    return this.#to.store.read((db) => this.#view(db, session, user, session.id));
  }

  /** A page of the account's sessions that have not ended, oldest first. */
  async list(
    actor: Actor,
    seen: SeenAccount,
    page: PageRequest,
  ): Promise<PageOf<SessionView> & { readonly count: number }> {
    requireKeyDeed("read", seen);
    const open = await this.#to.store.read((db) => this.#openSessions(db, actor, seen.user));
    const { after } = page;
    const rest = after === null ? open : open.filter((view) => positionOf(view) > after);
    return { ...cutPage(rest, page.limit, positionOf), count: open.length };
  }

  /** The session is refused from the next call on. Raises NotFoundError when it has ended. */
  async revoke(actor: Actor, seen: SeenAccount, id: string): Promise<void> {
    requireKeyDeed("revoke", seen);
    await this.#to.store.transaction(async (tx) => {
      const open = await this.#openSessions(tx, actor, seen.user);
      const view = open.find(({ session }) => session.id === id);
      if (view === undefined) throw notFound("Session", id);
      await deleteSession(tx, id);
      await this.#recordEnd(tx, actor, "DELETE_SESSION", view.session, seen.user);
    });
  }

  /** Ends all sessions of the account but the one that the call is made in. */
  async revokeOthers(actor: Actor, seen: SeenAccount): Promise<void> {
    requireKeyDeed("revoke", seen);
    const { user } = seen;
    await this.#to.store.transaction(async (tx) => {
      const ended = await deleteSessionsOf(tx, user.uid, actor.session?.id);
      if (ended === 0) return;
      await this.#to.audit.record(tx, actor, {
        action: "DELETE_SESSION",
        targetType: user.kind,
        target: user.id,
        groupId: user.membership?.groupId ?? null,
        before: { sessions: ended },
      });
    });
  }

  /** Raises NotFoundError when the call is made with a key. */
  async signOut(actor: Actor): Promise<void> {
    const { session, user } = requireSession(actor);
    await this.#to.store.transaction(async (tx) => {
      await deleteSession(tx, session.id);
      await this.#recordEnd(tx, actor, "SIGN_OUT", session, user);
    });
  }

  async #openSessions(db: Db, actor: Actor, user: User): Promise<SessionView[]> {
    const now = nowSeconds(this.#to.clock);
    const sessions = await sessionsOf(db, user.uid);
    const views = await Promise.all(
      sessions.map((session) =>
        // What is stored of the caller's own session may be a minute old.
        actor.session?.id === session.id
          ? this.#view(db, actor.session, user, session.id)
          : this.#view(db, session, user, undefined),
      ),
    );
    return views.filter(({ expiresAt, idleExpiresAt }) => now < expiresAt && now < idleExpiresAt);
  }

  async #view(db: Db, session: Session, user: User, currentId: string | undefined): Promise<SessionView> {
    const { sessionAuthenticator } = this.#to;
    const { membership } = user;
    const group = membership === null ? undefined : await findGroupByGid(db, membership.gid);
    return {
      session,
      user,
      ...endsOf(session, sessionAuthenticator.limitsIn(group?.attributes ?? null)),
      csrfToken: session.id === currentId ? sessionAuthenticator.csrfTokenOf(session) : undefined,
    };
  }

  async #recordEnd(
    tx: Db,
    actor: Actor,
    action: "SIGN_OUT" | "DELETE_SESSION",
    { id, method, address, client }: Session,
    owner: User,
  ): Promise<void> {
    await this.#to.audit.record(tx, actor, {
      action,
      targetType: "session",
      target: id,
      groupId: owner.membership?.groupId ?? null,
      before: { owner: owner.id, method, address, client },
    });
  }
}

function requireSession(actor: Actor): SessionActor {
  if (actor.session !== undefined) return actor;
  throw new AccessError(
    "NotFoundError",
    "This call is made with an API key, not in a session; leave out x-apikey in a browser that has signed in",
  );
}

async function makeRoom(tx: Db, uid: number): Promise<void> {
  const sessions = await sessionsOf(tx, uid);
  const surplus = sessions.length + 1 - SESSIONS_MAX;
  for (const { id } of sessions.slice(0, Math.max(0, surplus))) await deleteSession(tx, id);
}

/** Sorts as text like the sessions themselves: by the second in which they began, then by id. */
function positionOf({ session }: SessionView): string {
  return `${String(session.createdAt).padStart(12, "0")}:${session.id}`;
}
