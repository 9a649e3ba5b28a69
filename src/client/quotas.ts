import type { Connection } from "./connection.ts";
import type { Account, Answer, Consumer, OverallQuotas, QuotaForecasts } from "./objects.ts";
import { path } from "./path.ts";

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

  /** Who consumed a group's quota, most first. `period` is YYYY-MM or YYYY-MM-DD; this month unless given. */
  consumers(
    group: string,
    quota: string,
    { period, byDay }: { readonly period?: string | undefined; readonly byDay?: boolean | undefined } = {},
  ): AsyncGenerator<Account & Consumer> {
    return this.#connection.iterate(path`/groups/${group}/users_consuming_quota/${quota}`, {
      period,
      order: "desc",
      ...(byDay && { by_day: "true" }),
    });
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
