import { hashPassword, verifyPassword } from "../base/passwords.ts";
import { AccessError, invalidArgument } from "../model/errors.ts";
import type { User } from "../model/user.ts";
import type { Store } from "../store/store.ts";
import { passwordHash } from "../store/users.ts";
import type { Origin } from "./actor.ts";
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
   * Raises WrongCredentialsError, in the same words and time whether the account is unknown, has no
   * password or has another one; TooManyRequestsError when guessing is slowed.
   */
  async confirm(account: string, user: User | undefined, password: string, origin: Origin): Promise<void> {
    const name = user?.id ?? account;
    this.#attempts.begin(name, origin.address);
    const stored = await this.#store.read((db) => passwordHash(db, user?.uid ?? 0));
    if (await verifyPassword(stored, password)) {
      this.#attempts.succeed(name, origin.address);
      return;
    }
    await this.#store.transaction((tx) =>
      this.#audit.record(
        tx,
        { origin, user: null },
        { action: "SIGN_IN_FAILED", outcome: "failed", targetType: "user", target: name.slice(0, 254) },
      ),
    );
    throw new AccessError("WrongCredentialsError", "Wrong username or password");
  }
}

/** The argon2id hash of a new password; raises InvalidArgumentError when it is too short or too long. */
export async function hashNewPassword(password: unknown): Promise<string> {
  if (typeof password !== "string" || password.length < LENGTH_MIN || password.length > LENGTH_MAX) {
    throw invalidArgument(`A password must be a string of ${LENGTH_MIN} to ${LENGTH_MAX} characters`);
  }
  return hashPassword(password);
}
