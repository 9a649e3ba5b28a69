import type { Connection } from "./connection.ts";
import type { Answer, Setting, Upstream } from "./objects.ts";

/** What operators look at: the upstreams and the settings. */
export class Operations {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** How the upstreams do, by what calls have met. */
  async upstreams(): Promise<readonly Upstream[]> {
    return (await this.#connection.get<Answer<readonly Upstream[]>>("/upstreams")).data;
  }

  /** The same once each was asked whether it answers. */
  async checkUpstreams(): Promise<readonly Upstream[]> {
    return (await this.#connection.post<Answer<readonly Upstream[]>>("/upstreams/check", undefined)).data;
  }

  /** Every setting in force. */
  async settings(): Promise<readonly Setting[]> {
    return (await this.#connection.get<Answer<readonly Setting[]>>("/settings")).data;
  }
}
