import type { Connection } from "./connection.ts";
import type { Answer, PasswordReset } from "./objects.ts";
import { path } from "./path.ts";

/** Changing a password, and replacing one that is lost. */
export class Passwords {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The caller's own; the current one is left out by an account that has none. Other sessions end. */
  async change(user: string, current: string | undefined, next: string): Promise<void> {
    const data = { ...(current !== undefined && { current_password: current }), new_password: next };
    await this.#connection.post(path`/users/${user}/password`, { data });
  }

  /** Has a link mailed to the account, if there is one; the answer does not tell. */
  async requestReset(user: string): Promise<void> {
    await this.#connection.post("/password_resets", { data: { attributes: { user } } });
  }

  /** Makes a link for somebody else; without a mail server the answer holds it. */
  async makeReset(user: string): Promise<PasswordReset> {
    const target = path`/users/${user}/password_resets`;
    return (await this.#connection.post<Answer<PasswordReset>>(target, undefined)).data;
  }

  /** Whose link it is, and until when. Raises ClientError for one that is dead. */
  async openReset(token: string): Promise<PasswordReset> {
    const body = { data: { attributes: { token } } };
    return (await this.#connection.post<Answer<PasswordReset>>("/password_resets/open", body)).data;
  }

  /** Sets the new password; the link is dead then, and every session has ended. */
  async acceptReset(token: string, newPassword: string): Promise<void> {
    const body = { data: { attributes: { token, new_password: newPassword } } };
    await this.#connection.post("/password_resets/accept", body);
  }
}
