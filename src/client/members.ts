import type { Connection, Page, Params } from "./connection.ts";
import type { Account, Answer, Descriptor } from "./objects.ts";
import { path } from "./path.ts";

/** The server takes no more in one call. */
const ADDITIONS_MAX = 500;

export type MemberList = "users" | "administrators" | "service_accounts";

/** What is true of an account as a member; what the caller may not know is absent. */
export interface MemberContext {
  readonly roles?: readonly string[];
  readonly quota_limits?: Readonly<Record<string, { readonly allowed: number }>>;
  /** Unix seconds; absent: never, or not for the caller to know. */
  readonly last_seen?: number;
  /** Of the group's requests of this month, and the part that it is of what all have consumed (0 to 1). */
  readonly quota_consumed_from_group?: number;
  readonly quota_share?: number;
}

/** What a list can be ordered by; with a minus sign behind it from the greatest on. */
export type MemberOrder = "username" | `${"last_seen" | "quota_consumed"}${"" | "-"}`;

export interface MemberSearch {
  readonly filter?: string | undefined;
  readonly order?: MemberOrder | undefined;
  /** How many to pass over, from the beginning or from the cursor on. */
  readonly skip?: number | undefined;
  /** Also when each was last seen and what each has consumed, for administrators. */
  readonly withActivity?: boolean | undefined;
}

export type Member = Account & { readonly context_attributes?: MemberContext };

/** What to change of a member; absent parts stay. A null cap takes the cap away. */
export interface MemberChange {
  readonly id: string;
  readonly roles?: readonly string[];
  readonly add_roles?: readonly string[];
  readonly remove_roles?: readonly string[];
  readonly quota_limits?: Readonly<Record<string, { readonly allowed: number | null }>>;
}

/** Who belongs to a group, list by list. */
export class Members {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Everyone on the list who satisfies the filter, by username unless told otherwise. */
  list(group: string, list: MemberList, search: MemberSearch = {}): AsyncGenerator<Member> {
    return this.#connection.iterate(path`/groups/${group}/relationships/${list}`, paramsOf(search));
  }

  /** The same page by page; `cursor` is the one of the page before. */
  async page(group: string, list: MemberList, search: MemberSearch, cursor?: string): Promise<Page<Member>> {
    const params = { ...paramsOf(search), cursor };
    return this.#connection.page(path`/groups/${group}/relationships/${list}`, params);
  }

  /** How many are on the list. */
  async count(group: string, list: MemberList): Promise<number> {
    const resource = path`/groups/${group}/relationships/${list}`;
    return (await this.#connection.page(resource, { limit: 1 })).meta?.count ?? 0;
  }

  /**
   * Addresses that no account has yet become invitations. However many they are: 500 a call, each of which adds all or
   * none; to repeat it after a failure adds nobody twice.
   */
  async add(
    group: string,
    list: "users" | "administrators",
    emails: readonly string[],
  ): Promise<readonly Descriptor[]> {
    const target = path`/groups/${group}/relationships/${list}`;
    const added: Descriptor[] = [];
    for (let start = 0; start < emails.length; start += ADDITIONS_MAX) {
      const some = emails.slice(start, start + ADDITIONS_MAX);
      const body = { data: some.map((id) => ({ type: "user", id })) };
      added.push(...(await this.#connection.post<Answer<readonly Descriptor[]>>(target, body)).data);
    }
    return added;
  }

  /** All of the changes or none; answers the members as they are now. */
  async change(
    group: string,
    list: "users" | "service_accounts",
    changes: readonly MemberChange[],
  ): Promise<readonly Member[]> {
    const type = list === "users" ? "user" : "service_account";
    const data = changes.map(({ id, ...context_attributes }) => ({ type, id, context_attributes }));
    const resource = path`/groups/${group}/relationships/${list}`;
    return (await this.#connection.patch<Answer<readonly Member[]>>(resource, { data })).data;
  }

  /** Takes the account off the list; a service account is deleted by that. */
  async remove(group: string, list: MemberList, id: string): Promise<void> {
    await this.#connection.delete(path`/groups/${group}/relationships/${list}/${id}`);
  }
}

function paramsOf({ filter, order, skip, withActivity }: MemberSearch): Params {
  return { filter, order, ...(skip && { skip }), ...(withActivity && { with_activity: "true" }) };
}
