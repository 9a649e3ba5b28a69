import type { Origin } from "./actor.ts";
import type { Passwords } from "./passwords.ts";
import type { Sessions, StartedSession } from "./sessions.ts";

export interface SignInDependencies {
  readonly passwords: Passwords;
  readonly sessions: Sessions;
}

/** How a person gets a session. */
export class SignIn {
  readonly #to: SignInDependencies;

  constructor(dependencies: SignInDependencies) {
    this.#to = dependencies;
  }

  /** By username or e-mail address and password; raises as Passwords.signIn. */
  async withPassword(account: string, password: string, origin: Origin): Promise<StartedSession> {
    const user = await this.#to.passwords.signIn(account, password, origin);
    return this.#to.sessions.startFor(user, "password", origin);
  }
}
