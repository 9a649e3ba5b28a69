import type { ActivityEntry } from "../access/activity-log.ts";
import { describeGroup } from "./present-group.ts";

/** An entry as VirusTotal shows it, with what it says besides. Unknown facts are absent, never null. */
export function presentActivity({ row, before, after }: ActivityEntry) {
  return {
    ...describeActivity({ row }),
    attributes: {
      action: row.action,
      ...(row.address !== null && { ip: row.address }),
      date: Math.floor(row.at_ms / 1000),
      info: {
        ...(row.actor !== null && { user: row.actor }),
        ...(row.target !== null && { target: row.target }),
      },
      outcome: row.outcome,
      ...(before !== null && { before }),
      ...(after !== null && { after }),
    },
  };
}

/** A part of its hash is its id: the running number would tell how much goes on in other groups. */
export function describeActivity({ row }: Pick<ActivityEntry, "row">) {
  return { type: "activity_log_entry" as const, id: row.hash.slice(0, 32) };
}

/** Those of the entry's relationships that are asked for, as descriptors. */
export function activityRelationships({ row, actorKind }: ActivityEntry, names: readonly string[]) {
  const all = {
    user: row.actor === null ? null : { type: actorKind ?? "user", id: row.actor },
    group: row.group_id === null ? null : describeGroup(row.group_id),
    target: row.target_type === null ? null : { type: row.target_type, id: row.target },
  };
  const asked = Object.entries(all).filter(([name]) => names.includes(name));
  return Object.fromEntries(asked.map(([name, data]) => [name, { data }]));
}

/** An entry with all that the chain was made of, for operators. */
export function presentAuditEntry({ row, before, after }: ActivityEntry) {
  const attributes = {
    date: Math.floor(row.at_ms / 1000),
    date_ms: row.at_ms,
    action: row.action,
    outcome: row.outcome,
    actor: row.actor,
    actor_key_id: row.actor_key_id,
    actor_session_id: row.actor_session_id,
    address: row.address,
    client: row.client,
    request_id: row.request_id,
    target_type: row.target_type,
    target: row.target,
    group: row.group_id,
    before,
    after,
    previous_hash: row.previous_hash,
    hash: row.hash,
  };
  return {
    type: "audit_log_entry" as const,
    id: String(row.seq),
    attributes: Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null)),
  };
}
