import { isDeepStrictEqual } from "node:util";
import { unsetAllowed } from "../format.ts";
import type { Actual, ActualGroup, ActualMember } from "./actual.ts";
import type { Desired, DesiredGroup, DesiredServiceAccount, DesiredUser, Limits } from "./desired.ts";
import type { Change, MemberList, Step } from "./steps.ts";

export interface Plan {
  readonly steps: readonly Step[];
  /** What the file asks for and cannot be had; then nothing may be applied. */
  readonly conflicts: readonly Conflict[];
}

export interface Conflict {
  readonly line: number;
  readonly sentence: string;
}

type Values = Readonly<Record<string, unknown>>;

/** The steps, in an order in which each can be taken, that bring the server to what the file says. */
export function planOf(desired: Desired, actual: Actual): Plan {
  const users = desired.users ?? [];
  return {
    conflicts: users.flatMap((user) => conflictsOf(user, desired, actual)),
    steps: [
      ...desired.groups.flatMap((group) => planGroup(group, actual.groups.get(group.id))),
      ...users.flatMap((user) => [...planAccount(user, actual), ...planMembership(user, actual)]),
      ...desired.groups.flatMap((group) => planServiceAccounts(group, actual.groups.get(group.id))),
      ...desired.groups.flatMap((group) => planRemovals(group, desired, actual)),
    ],
  };
}

function conflictsOf(user: DesiredUser, desired: Desired, actual: Actual): Conflict[] {
  const conflicts: Conflict[] = [];
  const found = actual.users.get(user.id);
  if (found?.email !== undefined && found.email !== user.email) {
    const sentence = `user ${user.id} has the e-mail address ${found.email}, which cannot be changed to ${user.email}`;
    conflicts.push({ line: user.line, sentence });
  }
  const isKnownGroup =
    typeof user.group !== "string" ||
    actual.groups.has(user.group) ||
    desired.groups.some((group) => group.id === user.group);
  if (!isKnownGroup) {
    const sentence = `user ${user.id} belongs into group ${user.group}, which neither the file nor the server has`;
    conflicts.push({ line: user.line, sentence });
  }
  return conflicts;
}

function planGroup(group: DesiredGroup, actual: ActualGroup | undefined): Step[] {
  const changes = [
    ...changesOf(group.attributes, actual?.attributes ?? {}),
    ...changesOf(group.quotas, actual?.quotas ?? {}, "quotas."),
  ];
  const attributes = { ...group.attributes, ...quotasAttribute(group.quotas) };
  const subject = `group ${group.id}`;
  if (actual === undefined) {
    return [{ action: "create", subject, changes, call: { kind: "createGroup", id: group.id, attributes } }];
  }
  if (changes.length === 0) return [];
  return [{ action: "change", subject, changes, call: { kind: "updateGroup", id: group.id, attributes } }];
}

function planAccount(user: DesiredUser, actual: Actual): Step[] {
  const found = actual.users.get(user.id);
  const subject = `user ${user.id}`;
  if (found === undefined) {
    const attributes = { email: user.email, ...user.attributes };
    const call = { kind: "createUser", id: user.id, attributes } as const;
    return [{ action: "create", subject, changes: changesOf(attributes, {}), call }];
  }
  const changes = changesOf(user.attributes, found.attributes);
  if (changes.length === 0) return [];
  return [
    {
      action: "change",
      subject,
      changes,
      call: { kind: "updateUser", id: user.id, attributes: user.attributes },
    },
  ];
}

/** Group, roles and caps; leaving a group takes roles and caps away. */
function planMembership(user: DesiredUser, actual: Actual): Step[] {
  const found = actual.users.get(user.id);
  const steps: Step[] = [];
  const isMoved = user.group !== undefined && (found === undefined || found.group !== user.group);
  if (isMoved) {
    const change = { name: "group", ...(found && { before: found.group }), after: user.group };
    const call = { kind: "setGroup", id: user.id, email: user.email, group: user.group } as const;
    steps.push({ action: "change", subject: `user ${user.id}`, changes: [change], call });
  }
  const group = user.group ?? (user.group === undefined ? found?.group : null) ?? null;
  const member = isMoved || group === null ? undefined : actual.groups.get(group)?.members.get(user.id);
  if (group !== null) steps.push(...planRoles("users", group, user, member));
  const caps = isMoved && found?.group !== null ? undefined : found?.caps;
  return [...steps, ...planCaps(user, caps)];
}

function planServiceAccounts(group: DesiredGroup, actual: ActualGroup | undefined): Step[] {
  return (group.serviceAccounts ?? []).flatMap((account) => {
    const found = actual?.serviceAccounts.get(account.id);
    const call = {
      kind: "createServiceAccount",
      group: group.id,
      name: account.name,
      id: account.id,
    } as const;
    const creation: Step = { action: "create", subject: `service account ${account.id}`, changes: [], call };
    return [
      ...(found === undefined ? [creation] : []),
      ...planRoles("service_accounts", group.id, account, found),
      ...planCaps(account, found?.caps),
    ];
  });
}

function planRoles(
  list: MemberList,
  group: string,
  { id, roles }: DesiredUser | DesiredServiceAccount,
  actual: ActualMember | undefined,
): Step[] {
  if (roles === undefined) return [];
  const [before, after] = [[...(actual?.roles ?? [])].sort(), [...roles].sort()];
  if (isDeepStrictEqual(before, after)) return [];
  const change = { name: "roles", before, after };
  const call = { kind: "setRoles", group, list, id, roles: after } as const;
  return [{ action: "change", subject: subjectOf(list, id), changes: [change], call }];
}

function planCaps(
  { id, caps, ...account }: DesiredUser | DesiredServiceAccount,
  actual: Limits | undefined,
): Step[] {
  const unset = Object.fromEntries(Object.keys(caps).map((quota) => [quota, unsetAllowed(quota)]));
  const changes = changesOf(caps, { ...unset, ...actual }, "caps.");
  if (changes.length === 0) return [];
  const subject = subjectOf("name" in account ? "service_accounts" : "users", id);
  return [{ action: "change", subject, changes, call: { kind: "setCaps", id, caps } }];
}

/** Only in groups whose entry says `prune: true`, and only of the kinds that the file lists at all. */
function planRemovals(group: DesiredGroup, { users }: Desired, actual: Actual): Step[] {
  const found = actual.groups.get(group.id);
  if (!group.prune || found === undefined) return [];
  // Whom the file moves elsewhere is not removed but moved.
  const named = new Set(users?.map(({ id }) => id));
  const members = users === undefined ? [] : [...found.members.keys()].filter((id) => !named.has(id));
  const wanted = new Set(group.serviceAccounts?.map(({ id }) => id));
  const accounts =
    group.serviceAccounts === undefined
      ? []
      : [...found.serviceAccounts.keys()].filter((id) => !wanted.has(id));
  return [
    ...members.map((id) => removal(group.id, "users", id)),
    ...accounts.map((id) => removal(group.id, "service_accounts", id)),
  ];
}

function removal(group: string, list: MemberList, id: string): Step {
  const subject = list === "users" ? `member ${id} of group ${group}` : subjectOf(list, id);
  return { action: "remove", subject, changes: [], call: { kind: "removeMember", group, list, id } };
}

function subjectOf(list: MemberList, id: string): string {
  return list === "users" ? `user ${id}` : `service account ${id}`;
}

function changesOf(desired: Values, actual: Values, prefix = ""): Change[] {
  return Object.entries(desired)
    .filter(([name, value]) => !isDeepStrictEqual(value, actual[name]))
    .map(([name, after]) => ({
      name: prefix + name,
      ...(actual[name] !== undefined && { before: actual[name] }),
      after,
    }));
}

function quotasAttribute(quotas: Limits): object {
  const entries = Object.entries(quotas).map(([name, allowed]) => [name, { allowed }]);
  return entries.length === 0 ? {} : { quotas: Object.fromEntries(entries) };
}
