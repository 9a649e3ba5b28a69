import type { Connection } from "./connection.ts";
import type { Answer, ApiUsage } from "./objects.ts";
import { path } from "./path.ts";

/** Days in UTC, as YYYYMMDD; both ends belong to the range. */
export interface UsageDates {
  readonly start_date?: string | undefined;
  readonly end_date?: string | undefined;
}

/** Calls by day and endpoint. */
export class Usage {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async of(kind: "user" | "group", id: string, dates: UsageDates = {}): Promise<ApiUsage> {
    const resource = kind === "user" ? path`/users/${id}/api_usage` : path`/groups/${id}/api_usage`;
    return (await this.#connection.get<Answer<ApiUsage>>(resource, { ...dates })).data;
  }
}
