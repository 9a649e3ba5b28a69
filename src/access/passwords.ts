import { looksLikeApiKey } from "../base/api-key.ts";
import { hashPassword, PasswordQueueFullError, verifyPassword } from "../base/passwords.ts";
import { AccessError, forbidden, invalidArgument } from "../model/errors.ts";
import { notActiveSentence, type User } from "../model/user.ts";
import { deletePasswordReset } from "../store/password-resets.ts";
import { deleteSessionsOf } from "../store/sessions.ts";
import type { Store } from "../store/store.ts";
import { findUser, findUserByEmail, passwordHash, updateUser } from "../store/users.ts";
import type { Actor, Origin } from "./actor.ts";
import type { Audit } from "./audit.ts";
import type { PasswordAttempts } from "./password-attempts.ts";

/** NIST SP 800-63B asks for length, not for kinds of characters. */
const LENGTH_MIN = 12;
const LENGTH_MAX = 256;

/** Checks passwords, slowly for those who guess and in the same time for accounts that do not exist. */
export class Passwords {
  readonly #store: Store;
  readonly #attempts: PasswordAttempts;
  readonly #audit: Audit;

  constructor(store: Store, attempts: PasswordAttempts, audit: Audit) {
    this.#store = store;
    this.#attempts = attempts;
    this.#audit = audit;
  }

  /**
   * The user who signs in by username or e-mail address. Raises WrongCredentialsError, in the same words
   * and after the same work whether the account is unknown, has no password or has another one;
   * TooManyRequestsError when guessing is slowed; UserNotActiveError, only with the right password.
   */
  async signIn(account: string, password: string, origin: Origin): Promise<User> {
    // Guesses are slowed by the name as typed: a count shared by an account's names would tell that they are one.
    const user = await this.#check(account, () => this.find(account), password, origin);
    if (user.status === "active") return user;
    await this.#recordFailure(user, "refused", origin);
    throw new AccessError("UserNotActiveError", notActiveSentence(user));
  }

  /**
   * Raises ForbiddenError unless it is the caller's own password: 401 would tell clients that the key is
   * wrong. TooManyRequestsError when guessing is slowed.
   */
  async confirm({ user, origin }: Actor, password: string): Promise<void> {
    await this.#check(user.id, async () => user, password, origin).catch((error: unknown) => {
      if (error instanceof AccessError && error.code === "WrongCredentialsError") {
        throw forbidden("Wrong password");
      }
      throw error;
    });
  }

  /**
   * Gives the caller's own account a new password, and ends its sessions but the one that the call is made in. Raises ForbiddenError for a wrong current one. Without
   * one the key alone is enough, unless it is limited: a password would be a way around its limits.
   */
  async change(actor: Actor, owner: User, current: string | undefined, next: string): Promise<void> {
    this.requireOwn(actor, owner);
    await this.#confirmChange(actor, owner, current);
    const hash = await hashNewPassword(next);
    await this.#store.transaction(async (tx) => {
      await updateUser(tx, owner, { passwordHash: hash });
      await deletePasswordReset(tx, owner.uid);
      const ended = await deleteSessionsOf(tx, owner.uid, actor.session?.id);
      await this.#audit.record(tx, actor, {
        action: "UPDATE_USER",
        targetType: "user",
        target: owner.id,
        groupId: owner.membership?.groupId ?? null,
        before: { has_password: owner.hasPassword },
        after: { has_password: true, password_changed: true, ...(ended > 0 && { sessions_ended: ended }) },
      });
    });
  }

  /** Raises ForbiddenError unless the caller may change this account's password. */
  requireOwn(actor: Actor, owner: User): void {
    if (owner.uid !== actor.user.uid) throw forbidden();
    if (owner.kind !== "user") throw forbidden("A service account has no password");
    if (owner.sso !== null)
      throw forbidden("This account signs in by its directory and has no password here");
  }

  async #confirmChange(actor: Actor, owner: User, current: string | undefined): Promise<void> {
    if (!owner.hasPassword) {
      const { key } = actor;
      if (key === undefined || (key.expiresAt === null && key.allowedAddresses.length === 0)) return;
      throw forbidden("This API key is limited, so it cannot set a first password; use another one");
    }
    if (current === undefined) throw invalidArgument(`"current_password" is missing`);
    await this.confirm(actor, current);
  }

  async #check(
    account: string,
    find: () => Promise<User | undefined>,
    password: string,
    origin: Origin,
  ): Promise<User> {
    const attempt = this.#attempts.begin(account, origin.address);
    let user: User | undefined;
    let isRight: boolean;
    try {
      user = await find();
      const stored = await this.#store.read((db) => passwordHash(db, user?.uid ?? 0));
      isRight = await orBusy(verifyPassword(stored, password));
    } catch (error) {
      // Nothing was learnt about the password.
      attempt.takeBack();
      throw error;
    }
    if (user !== undefined && isRight) {
      attempt.succeed();
      return user;
    }
    await this.#recordFailure(user, "failed", origin);
    throw new AccessError("WrongCredentialsError", "Wrong username or password");
  }

  /** By username or e-mail address, as people type them. */
  async find(account: string): Promise<User | undefined> {
    if (looksLikeApiKey(account)) return undefined;
    return this.#store.read((db) =>
      account.includes("@") ? findUserByEmail(db, account.toLowerCase()) : findUser(db, account),
    );
  }

  async #recordFailure(user: User | undefined, outcome: "failed" | "refused", origin: Origin): Promise<void> {
    const source = { origin, user: null };
    // Not an administrative change: caches stay, so that guessing cannot be used to slow the others.
    await this.#store.append((tx) =>
      this.#audit.record(tx, source, {
        action: "SIGN_IN_FAILED",
        outcome,
        targetType: "user",
        // What was typed as an unknown name may be a password.
        target: user?.id ?? "(unknown)",
        groupId: user?.membership?.groupId ?? null,
      }),
    );
  }
}

/** The argon2id hash of a new password; raises InvalidArgumentError when it is too short or too long. */
export async function hashNewPassword(password: unknown): Promise<string> {
  if (typeof password !== "string" || password.length < LENGTH_MIN || password.length > LENGTH_MAX) {
    throw invalidArgument(`A password must be a string of ${LENGTH_MIN} to ${LENGTH_MAX} characters`);
  }
  return orBusy(hashPassword(password));
}

async function orBusy<T>(computation: Promise<T>): Promise<T> {
  try {
    return await computation;
  } catch (error) {
    if (!(error instanceof PasswordQueueFullError)) throw error;
    throw new AccessError(
      "TransientError",
      "Too many passwords are being checked at once; try again shortly",
      {
        retryAfterSeconds: 2,
      },
    );
  }
}
