import type { Connection, Page } from "./connection.ts";
import type { Answer, ApiKey, GroupApiKey } from "./objects.ts";
import { codeHeader, passwordHeader } from "./password-header.ts";
import { path } from "./path.ts";

/** What can be said of a key. Times are in unix seconds; null: never. */
export interface KeyAttributes {
  readonly label?: string;
  readonly expiration_date?: number | null;
  readonly allowed_addresses?: readonly string[];
  readonly read_only?: boolean;
}

/** API keys of a user or service account; `me` is the caller. */
export class Keys {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Oldest first. */
  list(user: string): AsyncGenerator<ApiKey> {
    return this.#connection.iterate(path`/users/${user}/api_keys`);
  }

  /** Of all members and service accounts of a group, those that end first; `expiringBefore` in unix seconds. */
  ofGroup(group: string, expiringBefore?: number): AsyncGenerator<GroupApiKey> {
    return this.#connection.iterate(path`/groups/${group}/api_keys`, { expiring_before: expiringBefore });
  }

  /** One page of these; `cursor` is the one of the page before. */
  async pageOfGroup(group: string, cursor?: string): Promise<Page<GroupApiKey>> {
    return this.#connection.page(path`/groups/${group}/api_keys`, { cursor });
  }

  async get(user: string, id: string): Promise<ApiKey> {
    return (await this.#connection.get<Answer<ApiKey>>(path`/users/${user}/api_keys/${id}`)).data;
  }

  /** The answer holds the key itself, which cannot be read again. */
  async create(user: string, attributes: KeyAttributes): Promise<ApiKey> {
    const body = { data: { type: "api_key", attributes } };
    return (await this.#connection.post<Answer<ApiKey>>(path`/users/${user}/api_keys`, body)).data;
  }

  /** The same for who has no key: by username or e-mail address, password, and a code where there is a second factor. */
  async createByPassword(
    user: string,
    password: string,
    code: string | undefined,
    attributes: KeyAttributes,
  ): Promise<ApiKey> {
    const body = { data: { type: "api_key", attributes } };
    const headers = { ...passwordHeader(password), ...codeHeader(code) };
    const target = path`/users/${user}/api_keys`;
    return (await this.#connection.post<Answer<ApiKey>>(target, body, headers)).data;
  }

  async update(user: string, id: string, attributes: KeyAttributes): Promise<ApiKey> {
    const body = { data: { type: "api_key", attributes } };
    return (await this.#connection.patch<Answer<ApiKey>>(path`/users/${user}/api_keys/${id}`, body)).data;
  }

  /** Makes a successor; the old key goes on working for `overlapSeconds`. */
  async rotate(user: string, id: string, overlapSeconds: number): Promise<ApiKey> {
    const body = { data: { overlap_seconds: overlapSeconds } };
    return (await this.#connection.post<Answer<ApiKey>>(path`/users/${user}/api_keys/${id}/rotate`, body))
      .data;
  }

  /** The key is refused from the next call on. */
  async revoke(user: string, id: string): Promise<void> {
    await this.#connection.delete(path`/users/${user}/api_keys/${id}`);
  }
}
