import type { Client } from "../../client/client.ts";
import type { Limits } from "./desired.ts";
import type { Call, Step } from "./steps.ts";

/** A key that was made on the way; nobody can read it again. */
export interface CreatedKey {
  readonly id: string;
  readonly apikey: string;
}

/** Takes one step; returns the key that it made. */
export async function take(client: Client, { call }: Step): Promise<CreatedKey | undefined> {
  switch (call.kind) {
    case "createGroup":
      await client.groups.create(call.id, { ...call.attributes });
      return undefined;
    case "updateGroup":
      await client.groups.update(call.id, { ...call.attributes });
      return undefined;
    case "createUser":
      return createUser(client, call);
    case "updateUser":
      await client.users.update(call.id, { ...call.attributes });
      return undefined;
    case "setGroup":
      await setGroup(client, call);
      return undefined;
    case "createServiceAccount": {
      const [account] = await client.serviceAccounts.create(call.group, [call.name]);
      return keyOf(call.id, account?.attributes.apikey);
    }
    case "setRoles":
      await client.members.change(call.group, call.list, [{ id: call.id, roles: call.roles }]);
      return undefined;
    case "setCaps":
      await client.users.update(call.id, { quotas: asQuotas(call.caps) });
      return undefined;
    case "removeMember":
      await client.members.remove(call.group, call.list, call.id);
      return undefined;
  }
}

async function createUser(client: Client, call: Extract<Call, { kind: "createUser" }>) {
  const { status, ...attributes } = { status: undefined, ...call.attributes };
  const { apikey } = (await client.users.create(call.id, attributes)).attributes;
  // A new user is active; whoever shall not be is made inactive by a change.
  if (status === "inactive") await client.users.update(call.id, { status });
  return keyOf(call.id, apikey);
}

/** A new account may have joined a group that waits for its address, so what is now is asked anew. */
async function setGroup(
  client: Client,
  { id, email, group }: Extract<Call, { kind: "setGroup" }>,
): Promise<void> {
  const current = await client.users.groupOf(id);
  if (current === (group ?? undefined)) return;
  if (current !== undefined) await client.members.remove(current, "users", id);
  if (group !== null) await client.members.add(group, "users", [email]);
}

function asQuotas(caps: Limits): object {
  return Object.fromEntries(Object.entries(caps).map(([name, allowed]) => [name, { allowed }]));
}

function keyOf(id: string, apikey: string | undefined): CreatedKey | undefined {
  return apikey === undefined ? undefined : { id, apikey };
}
