import type { Connection, Page } from "./connection.ts";
import type { Account, Answer, Attributes, Descriptor, User } from "./objects.ts";
import { passwordHeader } from "./password-header.ts";
import { path } from "./path.ts";

/** Users; where the server takes a user it takes a service account too. */
export class Users {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** All users that satisfy the filter, by name; operators only. */
  list(filter?: string): AsyncGenerator<User> {
    return this.#connection.iterate("/users", { filter });
  }

  /** A page of these, so many of them passed over. */
  async page(filter: string | undefined, skip: number): Promise<Page<Account>> {
    return this.#connection.page("/users", { filter, ...(skip > 0 && { skip }) });
  }

  /** `relationships` are names, with commas between them, of what to add as descriptors. */
  async get(id: string, params: { readonly relationships?: string } = {}): Promise<Account> {
    return (await this.#connection.get<Answer<Account>>(path`/users/${id}`, { ...params })).data;
  }

  /** The group that the account belongs to; undefined: none. */
  async groupOf(id: string): Promise<string | undefined> {
    for await (const group of this.#connection.iterate<Descriptor>(path`/users/${id}/relationships/groups`)) {
      return group.id;
    }
    return undefined;
  }

  /** The answer holds the first API key, which cannot be read again. */
  async create(id: string, attributes: Attributes): Promise<User> {
    const body = { data: { type: "user", id, attributes } };
    return (await this.#connection.post<Answer<User>>("/users", body)).data;
  }

  async update(id: string, attributes: Attributes): Promise<Account> {
    const body = { data: { attributes } };
    return (await this.#connection.patch<Answer<Account>>(path`/users/${id}`, body)).data;
  }

  /** The owner gives his password; an operator needs none. */
  async delete(id: string, password?: string): Promise<void> {
    await this.#connection.delete(path`/users/${id}`, passwordHeader(password));
  }
}
