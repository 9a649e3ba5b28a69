import type { Connection } from "./connection.ts";
import type { Answer, Attributes, Invitation, OpenInvitation, User } from "./objects.ts";
import { path } from "./path.ts";

/** Open invitations into a group; adding members by address makes them. */
export class Invitations {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** `filter` is that of members, of whom an invitation has the address alone. */
  list(group: string, filter?: string): AsyncGenerator<Invitation> {
    return this.#connection.iterate(path`/groups/${group}/invitations`, { filter });
  }

  /** Makes a new link and sends it; without a mail server the answer holds it. */
  async resend(group: string, id: string): Promise<Invitation> {
    const answer = await this.#connection.post<Answer<Invitation>>(
      path`/groups/${group}/invitations/${id}/resend`,
      undefined,
    );
    return answer.data;
  }

  async revoke(group: string, id: string): Promise<void> {
    await this.#connection.delete(path`/groups/${group}/invitations/${id}`);
  }

  /** What a link invites to, for whoever has it. */
  async open(token: string): Promise<OpenInvitation> {
    return (await this.#connection.get<Answer<OpenInvitation>>(path`/invitations/${token}`)).data;
  }

  /**
   * Makes the account, and in a browser that asks for it signs in to it. The answer holds its first API key, which
   * cannot be read again.
   */
  async accept(
    token: string,
    id: string,
    attributes: Attributes,
    { startSession = false }: { readonly startSession?: boolean } = {},
  ): Promise<User> {
    const body = { data: { type: "user", id, attributes, ...(startSession && { start_session: true }) } };
    return (await this.#connection.post<Answer<User>>(path`/invitations/${token}/accept`, body)).data;
  }
}
