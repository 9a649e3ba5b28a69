import { canonicalJson } from "../base/canonical-json.ts";
import type { Clock } from "../base/clock.ts";
import { digest } from "../base/secrets.ts";
import type { ApiKey } from "../model/api-key.ts";
import type { Session } from "../model/session.ts";
import type { User } from "../model/user.ts";
import type { AuditAction } from "../names/audit-actions.ts";
import { type AuditRow, insertEntry, lastEntry } from "../store/audit-log.ts";
import type { Db } from "../store/database.ts";
import type { Origin } from "./actor.ts";

/** The hash that the first entry follows. */
export const CHAIN_START = "0".repeat(64);

/** Who did it: an account, by its key, in its session or without either, or only a place that a call came from, or (null) the machine itself. */
export type AuditSource = {
  readonly origin: Origin;
  readonly user: Pick<User, "id"> | null;
  readonly key?: Pick<ApiKey, "id"> | undefined;
  readonly session?: Pick<Session, "id"> | undefined;
} | null;

export type AuditTargetType = "user" | "service_account" | "group" | "api_key" | "invitation" | "session";

export interface AuditEvent {
  readonly action: AuditAction;
  readonly outcome?: "ok" | "refused" | "failed";
  /** Null when the target is no object. */
  readonly targetType: AuditTargetType | null;
  readonly target: string;
  /** Public id of the group in whose activity log the entry shows. */
  readonly groupId?: string | null;
  /** Facts before and after; never a secret. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Appends to the hash chain, inside the transaction of the change that it records. */
export class Audit {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async record(tx: Db, source: AuditSource, event: AuditEvent): Promise<void> {
    const last = await lastEntry(tx);
    const entry = {
      seq: (last?.seq ?? 0) + 1,
      at_ms: this.#clock.nowMs(),
      action: event.action,
      outcome: event.outcome ?? ("ok" as const),
      ...describeSource(source),
      target_type: event.targetType,
      target: event.target,
      group_id: event.groupId ?? null,
      before: event.before === undefined ? null : canonicalJson(event.before),
      after: event.after === undefined ? null : canonicalJson(event.after),
      previous_hash: last?.hash ?? CHAIN_START,
    };
    await insertEntry(tx, { ...entry, hash: chainHash(entry) });
  }
}

/** The hash that an entry must carry: over the previous hash and everything that the entry says. */
export function chainHash(entry: Omit<AuditRow, "hash">): string {
  const { previous_hash, actor_session_id, ...facts } = entry;
  // Entries older than sessions were hashed without it.
  const session = actor_session_id === null ? {} : { actor_session_id };
  return digest(previous_hash + canonicalJson({ ...facts, ...session }));
}

function describeSource(source: AuditSource) {
  return {
    actor: source?.user?.id ?? null,
    actor_key_id: source?.key?.id ?? null,
    actor_session_id: source?.session?.id ?? null,
    address: source?.origin.address ?? null,
    client: source?.origin.client ?? null,
    request_id: source?.origin.requestId ?? null,
  };
}
