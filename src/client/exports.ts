import type { Connection } from "./connection.ts";
import type { MemberList } from "./members.ts";
import { path } from "./path.ts";
import type { UsageRequest } from "./usage.ts";

/** Whole collections as CSV, piece by piece as they arrive. */
export class Exports {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  members(group: string, list: MemberList, filter?: string): AsyncGenerator<string> {
    return this.#csv(path`/groups/${group}/relationships/${list}`, { filter });
  }

  /** By endpoint and day, or hour. */
  usage(
    kind: "user" | "group",
    id: string,
    request: UsageRequest & { readonly by?: "day" | "hour" } = {},
  ): AsyncGenerator<string> {
    const { by = "day", ...params } = request;
    const resource = kind === "user" ? path`/users/${id}` : path`/groups/${id}`;
    return this.#csv(`${resource}/${by === "hour" ? "api_usage_hourly" : "api_usage"}`, params);
  }

  consumers(group: string, quota: string, period?: string): AsyncGenerator<string> {
    return this.#csv(path`/groups/${group}/users_consuming_quota/${quota}`, { period });
  }

  /** A group's activity log; without a group the whole audit, for operators. */
  activity(group: string | undefined, filter?: string): AsyncGenerator<string> {
    const resource = group === undefined ? "/audit_log_entries" : path`/groups/${group}/activity_log_entries`;
    return this.#csv(resource, { filter });
  }

  #csv(resource: string, params: Readonly<Record<string, string | undefined>>): AsyncGenerator<string> {
    return this.#connection.stream(resource, { ...params, format: "csv" });
  }
}
