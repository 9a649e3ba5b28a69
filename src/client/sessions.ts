import type { Connection } from "./connection.ts";
import type { Answer, Session, SessionChallenge, SignInMethods } from "./objects.ts";
import { path } from "./path.ts";

/** Signing in and out, and the sessions of a user; for a browser, which keeps the cookie. */
export class Sessions {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** What the page for signing in can offer. */
  async methods(): Promise<SignInMethods> {
    return (await this.#connection.get<Answer<SignInMethods>>("/sign_in_methods")).data;
  }

  /** By username or e-mail address; a challenge is answered where the account has a second factor. */
  async signIn(user: string, password: string): Promise<Session | SessionChallenge> {
    return this.#start({ type: "session", attributes: { user, password } });
  }

  /** `challenge` is the challenge's id, `code` of the authenticator or a recovery code. */
  async answerChallenge(challenge: string, code: string): Promise<Session | SessionChallenge> {
    return this.#start({ type: "session_challenge", id: challenge, attributes: { code } });
  }

  /** The session of this browser; from then on changes can be made in it. */
  async current(): Promise<Session> {
    const { data } = await this.#connection.get<Answer<Session>>("/sessions/current");
    this.#connection.csrfToken = data.attributes.csrf_token;
    return data;
  }

  async signOut(): Promise<void> {
    await this.#connection.delete("/sessions/current");
    this.#connection.csrfToken = undefined;
  }

  /** Those that have not ended, oldest first. */
  list(user: string): AsyncGenerator<Session> {
    return this.#connection.iterate(path`/users/${user}/sessions`);
  }

  /** The session is refused from the next call on. */
  async revoke(user: string, id: string): Promise<void> {
    await this.#connection.delete(path`/users/${user}/sessions/${id}`);
  }

  /** All but the one that the call is made in. */
  async revokeOthers(user: string): Promise<void> {
    await this.#connection.delete(path`/users/${user}/sessions`);
  }

  async #start(data: object): Promise<Session | SessionChallenge> {
    const answer = await this.#connection.post<Answer<Session | SessionChallenge>>("/sessions", { data });
    if (answer.data.type === "session") this.#connection.csrfToken = answer.data.attributes.csrf_token;
    return answer.data;
  }
}
