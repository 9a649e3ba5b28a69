import type { Connection } from "./connection.ts";
import type { Answer, RefusedCalls as Report } from "./objects.ts";
import { path } from "./path.ts";
import type { UsageDates } from "./usage.ts";

/** Calls that the gateway and `/authorize` refused. */
export class RefusedCalls {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async of(kind: "user" | "group", id: string, dates: UsageDates = {}): Promise<Report> {
    return this.#get(
      kind === "user" ? path`/users/${id}/refused_calls` : path`/groups/${id}/refused_calls`,
      dates,
    );
  }

  /** Everybody's; operators only. */
  async all(dates: UsageDates = {}): Promise<Report> {
    return this.#get("/refused_calls", dates);
  }

  async #get(resource: string, dates: UsageDates): Promise<Report> {
    return (await this.#connection.get<Answer<Report>>(resource, { ...dates })).data;
  }
}
