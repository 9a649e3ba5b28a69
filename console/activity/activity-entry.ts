import type { ActivityLogEntry, AuditLogEntry } from "../../src/client/objects.ts";

/** The same for a group's log and for the whole audit, which spell it differently. */
export interface Entry {
  readonly id: string;
  readonly date: number | undefined;
  readonly action: string;
  readonly outcome: string | undefined;
  readonly actor: string | undefined;
  readonly target: string | undefined;
  readonly group: string | undefined;
  readonly address: string | undefined;
  readonly client: string | undefined;
  readonly before: object | undefined;
  readonly after: object | undefined;
}

export function toEntry(entry: ActivityLogEntry | AuditLogEntry): Entry {
  const { id, attributes } = entry;
  const { date, action = "", outcome, before, after } = attributes;
  const common = { id, date, action, outcome, before, after };
  if (entry.type === "activity_log_entry") {
    const { info, ip } = entry.attributes;
    return {
      ...common,
      actor: info?.user,
      target: info?.target,
      group: undefined,
      address: ip,
      client: undefined,
    };
  }
  const { actor, target, group, address, client } = entry.attributes;
  return { ...common, actor, target, group, address, client };
}

/** What an entry is about, as people call it: the ids of keys and invitations are for programs. */
export function targetName({ target, before, after }: Entry): string | undefined {
  const { email, owner, label }: Readonly<Record<string, unknown>> = { ...before, ...after };
  if (target === undefined || !/^[0-9a-f]{16}$/.test(target)) return target;
  if (typeof owner === "string" && typeof label === "string") return `${label || "a key"} of ${owner}`;
  return typeof email === "string" ? email : target;
}
