import type { Connection, Params } from "./connection.ts";
import type { Account, Answer, Consumer, OverallQuotas, QuotaForecasts } from "./objects.ts";
import { path } from "./path.ts";

export interface Consumption {
  /** YYYY-MM or YYYY-MM-DD; this month unless given. */
  readonly period?: string | undefined;
  /** Also what each consumed on each day. */
  readonly byDay?: boolean | undefined;
}

/** What is allowed and what is used. Limits are set through users and groups. */
export class Quotas {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Of an account: its own side, and that of the group that pays. */
  async overall(user: string): Promise<OverallQuotas> {
    return (await this.#connection.get<Answer<OverallQuotas>>(path`/users/${user}/overall_quotas`)).data;
  }

  /** How much of the monthly quotas will have been used at the month's end: of an account's own side, or of a group. */
  async forecasts(kind: "user" | "group", id: string): Promise<QuotaForecasts> {
    const resource =
      kind === "user" ? path`/users/${id}/quota_forecasts` : path`/groups/${id}/quota_forecasts`;
    return (await this.#connection.get<Answer<QuotaForecasts>>(resource)).data;
  }

  /** Who consumed a group's quota, most first. */
  consumers(group: string, quota: string, question: Consumption = {}): AsyncGenerator<Account & Consumer> {
    return this.#connection.iterate(...consumersOf(group, quota, question));
  }

  /** The first of these, at most 40. */
  async topConsumers(
    group: string,
    quota: string,
    { limit, ...question }: Consumption & { readonly limit: number },
  ): Promise<readonly (Account & Consumer)[]> {
    const [resource, params] = consumersOf(group, quota, question);
    return (await this.#connection.page<Account & Consumer>(resource, { ...params, limit })).data;
  }

  /** Sets what a user or group is allowed of each quota; null takes the limit away. */
  async set(
    kind: "user" | "group",
    id: string,
    limits: Readonly<Record<string, number | null>>,
  ): Promise<void> {
    const quotas = Object.fromEntries(Object.entries(limits).map(([name, allowed]) => [name, { allowed }]));
    const resource = kind === "user" ? path`/users/${id}` : path`/groups/${id}`;
    await this.#connection.patch(resource, { data: { attributes: { quotas } } });
  }
}

function consumersOf(
  group: string,
  quota: string,
  { period, byDay }: Consumption,
): [resource: string, params: Params] {
  const resource = path`/groups/${group}/users_consuming_quota/${quota}`;
  return [resource, { period, order: "desc", ...(byDay && { by_day: "true" }) }];
}
