import { type Clock, nowSeconds } from "../base/clock.ts";
import { Seal } from "../base/seal.ts";
import { digest } from "../base/secrets.ts";
import { AccessError } from "../model/errors.ts";
import type { User } from "../model/user.ts";
import type { Store } from "../store/store.ts";
import { findUserByUid, passwordHash } from "../store/users.ts";
import type { Origin } from "./actor.ts";
import type { Passwords } from "./passwords.ts";
import type { SecondFactor } from "./second-factor.ts";
import type { Sessions, StartedSession } from "./sessions.ts";

/** How long a password counts while its owner looks for his authenticator. */
const CHALLENGE_SECONDS = 300;
const CHALLENGE_LENGTH_MAX = 1024;

/** What is left to do for who has a second factor. */
export interface Challenge {
  /** Sealed; says who gave his password, and until when that counts. */
  readonly id: string;
  readonly expiresAt: number;
}

export type SignedIn =
  | { readonly state: "session"; readonly started: StartedSession }
  | { readonly state: "challenge"; readonly challenge: Challenge };

interface ChallengeFacts {
  readonly uid: number;
  readonly expiresAt: number;
  /** Of the password that was given: a changed one must be given again. */
  readonly password: string;
}

export interface SignInDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly pepper: string;
  readonly passwords: Passwords;
  readonly secondFactor: SecondFactor;
  readonly sessions: Sessions;
}

/** How a person gets a session. */
export class SignIn {
  readonly #to: SignInDependencies;
  readonly #seal: Seal;

  constructor(dependencies: SignInDependencies) {
    this.#to = dependencies;
    this.#seal = new Seal(dependencies.pepper, "session-challenge");
  }

  /** By username or e-mail address and password; raises as Passwords.signIn. */
  async withPassword(account: string, password: string, origin: Origin): Promise<SignedIn> {
    const { passwords, sessions } = this.#to;
    const user = await passwords.signIn(account, password, origin);
    if (user.has2fa) return { state: "challenge", challenge: await this.#challenge(user) };
    return { state: "session", started: await sessions.startFor(user, "password", origin) };
  }

  /**
   * The second step. Raises WrongCredentialsError for a wrong code, and for a challenge that has expired or was not made
   * here; TooManyRequestsError when guessing is slowed.
   */
  async withCode(challengeId: string, code: string, origin: Origin): Promise<SignedIn> {
    const { store, secondFactor, sessions } = this.#to;
    const facts = this.#open(challengeId);
    const user = facts && (await store.read((db) => findUserByUid(db, facts.uid)));
    if (facts === undefined || user === undefined || (await this.#passwordOf(user)) !== facts.password) {
      throw new AccessError("WrongCredentialsError", "This challenge has expired; give the password again");
    }
    await secondFactor.accept(user, code, origin);
    return { state: "session", started: await sessions.startFor(user, "password", origin) };
  }

  async #challenge(user: User): Promise<Challenge> {
    const expiresAt = nowSeconds(this.#to.clock) + CHALLENGE_SECONDS;
    const facts: ChallengeFacts = { uid: user.uid, expiresAt, password: await this.#passwordOf(user) };
    return { id: this.#seal.close(JSON.stringify(facts)), expiresAt };
  }

  #open(id: string): ChallengeFacts | undefined {
    const text = id.length > CHALLENGE_LENGTH_MAX ? undefined : this.#seal.open(id);
    if (text === undefined) return undefined;
    // Nobody else can seal one.
    const facts = JSON.parse(text) as ChallengeFacts;
    return nowSeconds(this.#to.clock) < facts.expiresAt ? facts : undefined;
  }

  async #passwordOf({ uid }: User): Promise<string> {
    const hash = await this.#to.store.read((db) => passwordHash(db, uid));
    return digest(hash ?? "");
  }
}
