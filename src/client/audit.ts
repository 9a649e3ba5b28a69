import type { Connection, Page, Params } from "./connection.ts";
import type { ActivityLogEntry, Answer, AuditLogEntry, AuditVerification } from "./objects.ts";
import { path } from "./path.ts";

/** Who changed what. */
export class Audit {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Everything, newest first; operators only. */
  list(params: Params = {}): AsyncGenerator<AuditLogEntry> {
    return this.#connection.iterate("/audit_log_entries", params);
  }

  /** What happened in a group, newest first; for its administrators. */
  ofGroup(group: string, params: Params = {}): AsyncGenerator<ActivityLogEntry> {
    return this.#connection.iterate(path`/groups/${group}/activity_log_entries`, params);
  }

  /** One page of each; `params.cursor` is the one of the page before. */
  async page(params: Params = {}): Promise<Page<AuditLogEntry>> {
    return this.#connection.page("/audit_log_entries", params);
  }

  async pageOfGroup(group: string, params: Params = {}): Promise<Page<ActivityLogEntry>> {
    return this.#connection.page(path`/groups/${group}/activity_log_entries`, params);
  }

  /** Whether the chain is whole. `expectedHead` is what an earlier verification reported. */
  async verify(expectedHead?: string): Promise<AuditVerification> {
    const params = { expected_head: expectedHead };
    return (await this.#connection.get<Answer<AuditVerification>>("/audit_log_verification", params)).data;
  }
}
