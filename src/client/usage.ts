import type { Connection } from "./connection.ts";
import type { Answer, ApiUsage, ApiUsageHourly } from "./objects.ts";
import { path } from "./path.ts";

/** Days in UTC, as YYYYMMDD; both ends belong to the range. */
export interface UsageDates {
  readonly start_date?: string | undefined;
  readonly end_date?: string | undefined;
}

export interface UsageRequest extends UsageDates {
  /** Of a group: only what it paid for this account. */
  readonly user?: string | undefined;
}

/** Calls by endpoint, and by day or hour. */
export class Usage {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async of(kind: "user" | "group", id: string, request: UsageRequest = {}): Promise<ApiUsage> {
    const resource = kind === "user" ? path`/users/${id}/api_usage` : path`/groups/${id}/api_usage`;
    return (await this.#connection.get<Answer<ApiUsage>>(resource, { ...request })).data;
  }

  /** At most seven days; yesterday and today unless told otherwise. */
  async hourly(kind: "user" | "group", id: string, request: UsageRequest = {}): Promise<ApiUsageHourly> {
    const resource =
      kind === "user" ? path`/users/${id}/api_usage_hourly` : path`/groups/${id}/api_usage_hourly`;
    return (await this.#connection.get<Answer<ApiUsageHourly>>(resource, { ...request })).data;
  }
}
