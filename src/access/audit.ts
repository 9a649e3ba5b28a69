import { canonicalJson } from "../base/canonical-json.ts";
import type { Clock } from "../base/clock.ts";
import { digest } from "../base/secrets.ts";
import type { AuditAction, AuditTargetType } from "../model/audit.ts";
import { insertEntry, lastEntry } from "../store/audit-log.ts";
import type { Db } from "../store/database.ts";
import type { AuditLogTable } from "../store/tables.ts";
import type { Actor, Origin } from "./actor.ts";

/** The hash that the first entry follows. */
export const CHAIN_START = "0".repeat(64);

/** Who did it: an authenticated caller, or only a place that a call came from, or the machine itself. */
export type AuditSource = Actor | { readonly origin: Origin; readonly user: null } | null;

export interface AuditEvent {
  readonly action: AuditAction;
  readonly outcome?: "ok" | "refused" | "failed";
  readonly targetType: AuditTargetType;
  readonly target: string;
  /** Public id of the group in whose activity log the entry shows. */
  readonly groupId?: string | null;
  /** Facts before and after; never a secret. */
  readonly before?: unknown;
  readonly after?: unknown;
}

export type AuditEntry = Omit<AuditLogTable, "hash"> & { readonly hash: string };

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
export function chainHash(entry: Omit<AuditEntry, "hash">): string {
  const { previous_hash, ...facts } = entry;
  return digest(previous_hash + canonicalJson(facts));
}

function describeSource(source: AuditSource) {
  return {
    actor: source?.user?.id ?? null,
    actor_key_id: source?.user ? source.key.id : null,
    address: source?.origin.address ?? null,
    client: source?.origin.client ?? null,
    request_id: source?.origin.requestId ?? null,
  };
}
