import type { Client } from "../../client/client.ts";
import { isNotFound } from "../../client/client-error.ts";
import type { MemberList } from "../../client/members.ts";
import type { Actual, ActualGroup, ActualMember, ActualUser } from "./actual.ts";
import type { Desired, Limits } from "./desired.ts";

/** Reads what the server has of the things that the file names. Changes nothing. */
export async function readActual(client: Client, desired: Desired): Promise<Actual> {
  const users = new Map<string, ActualUser>();
  for (const { id } of desired.users ?? []) {
    const user = await ifFound(() => readUser(client, id));
    if (user !== undefined) users.set(id, user);
  }
  const groups = new Map<string, ActualGroup>();
  for (const id of groupsOf(desired, users)) {
    const group = await ifFound(() => readGroup(client, desired, id));
    if (group !== undefined) groups.set(id, group);
  }
  return { groups, users };
}

async function readUser(client: Client, id: string): Promise<ActualUser> {
  const { attributes } = await client.users.get(id);
  return {
    email: attributes.email,
    attributes,
    group: (await client.users.groupOf(id)) ?? null,
    caps: allowedBy(attributes.quotas),
  };
}

async function readGroup(client: Client, desired: Desired, id: string): Promise<ActualGroup> {
  const { attributes } = await client.groups.get(id);
  const entry = desired.groups.find((group) => group.id === id);
  const hasRoles = desired.users?.some((user) => user.roles !== undefined) ?? false;
  const members = hasRoles || entry?.prune === true;
  return {
    attributes,
    quotas: allowedBy(attributes.quotas),
    members: members ? await readMembers(client, id, "users") : new Map(),
    serviceAccounts:
      entry?.serviceAccounts === undefined ? new Map() : await readMembers(client, id, "service_accounts"),
  };
}

async function readMembers(
  client: Client,
  group: string,
  list: MemberList,
): Promise<Map<string, ActualMember>> {
  const members = new Map<string, ActualMember>();
  for await (const { id, context_attributes } of client.members.list(group, list)) {
    members.set(id, {
      roles: context_attributes?.roles ?? [],
      caps: allowedBy(context_attributes?.quota_limits),
    });
  }
  return members;
}

/** The groups of the file, and those that its users are in or shall be. */
function groupsOf(desired: Desired, users: ReadonlyMap<string, ActualUser>): ReadonlySet<string> {
  const named = (desired.users ?? []).map(({ id, group }) =>
    group === undefined ? users.get(id)?.group : group,
  );
  const ids = [...desired.groups.map(({ id }) => id), ...named];
  return new Set(ids.filter((id) => id !== null && id !== undefined));
}

function allowedBy(quotas: Readonly<Record<string, { readonly allowed: number }>> = {}): Limits {
  return Object.fromEntries(Object.entries(quotas).map(([name, { allowed }]) => [name, allowed]));
}

async function ifFound<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
