import type { Connection, Page } from "./connection.ts";
import type { Answer, Attributes, Group } from "./objects.ts";
import { path } from "./path.ts";

export class Groups {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** All groups that satisfy the filter, by id; operators only. */
  list(filter?: string): AsyncGenerator<Group> {
    return this.#connection.iterate("/groups", { filter });
  }

  /** One page of these; `cursor` is the one of the page before. */
  async page(filter: string | undefined, cursor: string | undefined): Promise<Page<Group>> {
    return this.#connection.page("/groups", { filter, cursor });
  }

  /** How many there are. */
  async count(): Promise<number> {
    return (await this.#connection.page("/groups", { limit: 1 })).meta?.count ?? 0;
  }

  async get(id: string): Promise<Group> {
    return (await this.#connection.get<Answer<Group>>(path`/groups/${id}`)).data;
  }

  async create(id: string, attributes: Attributes): Promise<Group> {
    const body = { data: { type: "group", id, attributes } };
    return (await this.#connection.post<Answer<Group>>("/groups", body)).data;
  }

  async update(id: string, attributes: Attributes): Promise<Group> {
    const body = { data: { type: "group", attributes } };
    return (await this.#connection.patch<Answer<Group>>(path`/groups/${id}`, body)).data;
  }

  async delete(id: string): Promise<void> {
    await this.#connection.delete(path`/groups/${id}`);
  }
}
