import { setTimeout } from "node:timers/promises";
import { type Clock, nowSeconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { AccessError, badRequest, forbidden } from "../model/errors.ts";
import type { User } from "../model/user.ts";
import type { Db } from "../store/database.ts";
import { deletePasswordReset, findPasswordReset, putPasswordReset } from "../store/password-resets.ts";
import { deleteSessionsOf } from "../store/sessions.ts";
import type { Store } from "../store/store.ts";
import { findUserByUid, updateUser } from "../store/users.ts";
import type { Actor, Origin } from "./actor.ts";
import type { Audit, AuditSource } from "./audit.ts";
import { requireKeyDeed } from "./key-permissions.ts";
import type { SendMail } from "./mail.ts";
import { MailPace } from "./mail-pace.ts";
import type { PasswordAttempts } from "./password-attempts.ts";
import { type ResetDelivery, resetLink, resetMail } from "./password-reset-mail.ts";
import { hashNewPassword, type Passwords } from "./passwords.ts";
import { newToken, tokenHashOf } from "./tokens.ts";
import type { SeenAccount } from "./views.ts";

const LIFE_SECONDS = 3600;
/** By then the answer has left, whose time must not tell whether there is such an account. */
const START_DELAY_MS = 50;
/** Requests that are worked on at once; each may hold a connection to the mail server. */
const RUNNING_MAX = 100;
/** The pace of mails is kept by account, whoever asks. */
const NO_GROUP = 0;

/** A link as it now stands. */
export interface PasswordReset {
  readonly user: User;
  readonly expiresAt: number;
}

export interface PasswordResetsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly pepper: string;
  readonly passwords: Passwords;
  /** Slows those who ask for links, by the account and by the address. */
  readonly resetAttempts: PasswordAttempts;
  /** Null: links are shown to operators instead of sent. */
  readonly sendMail: SendMail | null;
  readonly log: Pick<Log, "error">;
}

/** Links by which a lost password is replaced. They work once and for an hour, and only the newest of an account. */
export class PasswordResets {
  readonly #to: PasswordResetsDependencies;
  readonly #pace: MailPace;
  readonly #running = new Set<Promise<void>>();

  constructor(dependencies: PasswordResetsDependencies) {
    this.#to = dependencies;
    this.#pace = new MailPace(dependencies.clock);
  }

  /**
   * Has a link mailed to the account, by username or address, if there is one. It returns before that is known, always
   * alike. Raises FailedDependencyError without a mail server, TooManyRequestsError when too much is asked.
   */
  request(account: string, origin: Origin, baseUrl: string): void {
    const { sendMail, resetAttempts } = this.#to;
    if (sendMail === null) {
      throw new AccessError(
        "FailedDependencyError",
        "No mail server is configured here; ask an operator for a link that sets a new password",
      );
    }
    if (this.#running.size >= RUNNING_MAX) {
      throw new AccessError(
        "TransientError",
        "Too many passwords are being reset at once; try again shortly",
      );
    }
    resetAttempts.begin(account, origin.address);
    const running = this.#mail(account, origin, baseUrl, sendMail)
      .catch((err: unknown) => this.#to.log.error({ err }, "a password reset could not be mailed"))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /**
   * Makes a link for somebody else: mailed to him, or without a mail server shown to an operator. To the group's
   * administrator it is never shown: he could speak for the member by it. Raises ForbiddenError, BadRequestError for
   * an account that could not use it, TooManyRequestsError when it has just been sent one.
   */
  async make(
    actor: Actor,
    seen: SeenAccount,
    baseUrl: string,
  ): Promise<PasswordReset & { delivery: ResetDelivery }> {
    const { sendMail } = this.#to;
    const { user } = seen;
    this.requireMayMake(actor, seen);
    if (!isResettable(user))
      throw badRequest(`"${user.id}" is not active or signs in by its directory, so no password opens it`);
    if (sendMail !== null) this.#pace.requirePause(NO_GROUP, user.email ?? "");
    const { token, expiresAt } = await this.#put(user, actor);
    const link = resetLink(baseUrl, token);
    if (sendMail === null) return { user, expiresAt, delivery: { state: "shown", link } };
    this.#pace.note(NO_GROUP, user.email ?? "");
    const state = await sendMail(resetMail(user, link, expiresAt)).then(
      () => "sent" as const,
      () => "failed" as const,
    );
    return { user, expiresAt, delivery: { state } };
  }

  /** Raises ForbiddenError. */
  requireMayMake(actor: Actor, seen: SeenAccount): void {
    const { user } = seen;
    requireKeyDeed("revoke", seen);
    if (user.kind !== "user") throw forbidden("A service account has no password");
    if (user.uid === actor.user.uid) {
      throw forbidden("Change your own password with POST /users/me/password; a link is for somebody else");
    }
    if (this.#to.sendMail === null && !actor.isOperator) {
      throw forbidden(
        `No mail server is configured, so you would be shown a link that speaks for "${user.id}"; ask an operator`,
      );
    }
  }

  /** Raises NotFoundError, in the same words, for links never made, used, replaced and expired. */
  async open(token: string): Promise<PasswordReset> {
    return this.#to.store.read((db) => this.#find(db, token));
  }

  /**
   * Sets the new password and ends all sessions; keys and second factor stay. Raises as `open`, InvalidArgumentError for
   * a bad password.
   */
  async accept(token: string, password: string, origin: Origin): Promise<void> {
    // Looked at before the password is hashed, so that nobody without a link can have work done.
    await this.open(token);
    const hash = await hashNewPassword(password);
    await this.#to.store.transaction(async (tx) => {
      const { user } = await this.#find(tx, token);
      await deletePasswordReset(tx, user.uid);
      await updateUser(tx, user, { passwordHash: hash });
      const ended = await deleteSessionsOf(tx, user.uid);
      await this.#record(tx, { origin, user }, "RESET_PASSWORD", user, { sessions_ended: ended });
    });
  }

  /** Returns when nothing of it is under way. */
  async close(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #mail(account: string, origin: Origin, baseUrl: string, sendMail: SendMail): Promise<void> {
    await setTimeout(START_DELAY_MS);
    const user = await this.#to.passwords.find(account);
    if (user === undefined || !isResettable(user) || this.#pace.isTooSoon(NO_GROUP, user.email ?? "")) return;
    this.#pace.note(NO_GROUP, user.email ?? "");
    const { token, expiresAt } = await this.#put(user, { origin, user: null });
    await sendMail(resetMail(user, resetLink(baseUrl, token), expiresAt));
  }

  async #put(
    seen: User,
    source: AuditSource,
  ): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const { store, clock, pepper } = this.#to;
    const { token, hash } = newToken(pepper, "password-reset");
    const expiresAt = nowSeconds(clock) + LIFE_SECONDS;
    await store.transaction(async (tx) => {
      const user = await findUserByUid(tx, seen.uid);
      if (user === undefined || !isResettable(user)) throw unusable();
      await putPasswordReset(tx, { uid: user.uid, tokenHash: hash, expiresAt });
      await this.#record(tx, source, "REQUEST_PASSWORD_RESET", user, { expiration_date: expiresAt });
    });
    return { token, expiresAt };
  }

  async #find(db: Db, token: string): Promise<PasswordReset> {
    const hash = tokenHashOf(this.#to.pepper, "password-reset", token);
    const found = hash === undefined ? undefined : await findPasswordReset(db, hash);
    const isOpen = found !== undefined && nowSeconds(this.#to.clock) < found.expiresAt;
    if (!isOpen || !isResettable(found.user)) throw unusable();
    return found;
  }

  async #record(
    tx: Db,
    source: AuditSource,
    action: "REQUEST_PASSWORD_RESET" | "RESET_PASSWORD",
    user: User,
    after: object,
  ): Promise<void> {
    const groupId = user.membership?.groupId ?? null;
    await this.#to.audit.record(tx, source, { action, targetType: "user", target: user.id, groupId, after });
  }
}

/** Whether a new password would let this account in. */
function isResettable({ kind, status, email, sso }: User): boolean {
  return kind === "user" && status === "active" && email !== null && sso === null;
}

function unusable(): AccessError {
  return new AccessError(
    "NotFoundError",
    "This link does not exist, has been used or has expired; ask for a new one",
  );
}
