import type { Connection } from "./connection.ts";
import type { Answer, ServiceAccount } from "./objects.ts";
import { path } from "./path.ts";

/** Accounts of programs. Listing, roles and caps are as for any other member. */
export class ServiceAccounts {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async get(id: string): Promise<ServiceAccount> {
    return (await this.#connection.get<Answer<ServiceAccount>>(path`/service_accounts/${id}`)).data;
  }

  /** Makes `<group>_<name>`. The answer holds its first API key, which cannot be read again. */
  async create(group: string, names: readonly string[]): Promise<readonly ServiceAccount[]> {
    const body = { data: names.map((id) => ({ type: "service_account", id })) };
    const answer = await this.#connection.post<Answer<readonly ServiceAccount[]>>(
      path`/groups/${group}/relationships/service_accounts`,
      body,
    );
    return answer.data;
  }

  async delete(id: string): Promise<void> {
    await this.#connection.delete(path`/service_accounts/${id}`);
  }
}
