import type { Connection } from "./connection.ts";
import type { Answer, Totp as TotpState } from "./objects.ts";
import { passwordHeader } from "./password-header.ts";
import { path } from "./path.ts";

/** The second factor of a user; `me` is the caller. */
export class Totp {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async get(user: string): Promise<TotpState> {
    return (await this.#connection.get<Answer<TotpState>>(path`/users/${user}/totp`)).data;
  }

  /** Makes a secret, which is in the answer and counts once it is confirmed. */
  async begin(user: string, password: string): Promise<TotpState> {
    return this.#post(path`/users/${user}/totp`, undefined, password);
  }

  /** Switches it on by a code; the answer holds the recovery codes, which cannot be read again. */
  async confirm(user: string, code: string): Promise<TotpState> {
    return this.#post(path`/users/${user}/totp/confirm`, { data: { code } });
  }

  /** Replaces the recovery codes; the answer holds the new ones. */
  async renewRecoveryCodes(user: string, password: string): Promise<TotpState> {
    return this.#post(path`/users/${user}/totp/recovery_codes`, undefined, password);
  }

  /** The owner gives his password; an operator or the group's administrator needs none. */
  async remove(user: string, password?: string): Promise<void> {
    await this.#connection.delete(path`/users/${user}/totp`, passwordHeader(password));
  }

  async #post(target: string, body: unknown, password?: string): Promise<TotpState> {
    return (await this.#connection.post<Answer<TotpState>>(target, body, passwordHeader(password))).data;
  }
}
