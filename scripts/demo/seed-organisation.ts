import type { SeedAccount } from "../../src/cli/seed/account.ts";
import { type DemoGroup, type DemoPerson, GROUPS } from "../../src/cli/seed/organisation.ts";
import { Random } from "../../src/cli/seed/random.ts";
import { Client } from "../../src/client/client.ts";
import { ClientError } from "../../src/client/client-error.ts";
import type { DemoClock } from "./demo-clock.ts";

/** An account of the demo, with the key that was made for it. */
export interface DemoAccount extends SeedAccount {
  readonly apikey: string;
}

export type Organisation = readonly DemoAccount[];

/** Makes groups, people and service accounts through the API, as an operator did over the past year. */
export async function seedOrganisation(client: Client, clock: DemoClock, url: string): Promise<Organisation> {
  const accounts: DemoAccount[] = [];
  const random = new Random(2026);
  for (const [index, group] of GROUPS.entries()) {
    clock.standDaysAgo(390 - index * 45);
    await client.groups.create(group.id, { ...group.attributes, privileges: privilegesOf(group) });
    for (const person of group.people) {
      clock.standDaysAgo(380 - index * 45 - random.around(100), 8 + (random.around(8) % 10));
      accounts.push(await seedPerson(client, group, person));
    }
    clock.standDaysAgo(80);
    accounts.push(...(await seedServiceAccounts(client, group)));
  }
  await seedRecentEvents(client, clock, url, accounts);
  return accounts;
}

async function seedPerson(client: Client, group: DemoGroup, person: DemoPerson): Promise<DemoAccount> {
  const domain = String(group.attributes.domain_name);
  const email = `${person.id}@${domain}`;
  const { attributes } = await client.users.create(person.id, {
    email,
    first_name: person.firstName,
    last_name: person.lastName,
  });
  const list = group.administrators.includes(person.id) ? "administrators" : "users";
  await client.members.add(group.id, list, [email]);
  return { id: person.id, group: group.id, habit: person.habit, apikey: attributes.apikey ?? "" };
}

async function seedServiceAccounts(client: Client, group: DemoGroup): Promise<DemoAccount[]> {
  const names = group.serviceAccounts.map(({ name }) => name);
  const created = await client.serviceAccounts.create(group.id, names);
  await client.members.change(
    group.id,
    "service_accounts",
    group.serviceAccounts.map(({ name, capDaily, roles }) => ({
      id: `${group.id}_${name}`,
      roles,
      quota_limits: { api_requests_daily: { allowed: capDaily } },
    })),
  );
  return group.serviceAccounts.map(({ callsPerHour }, index) => ({
    id: created[index]?.id ?? "",
    group: group.id,
    habit: "automation",
    apikey: created[index]?.attributes.apikey ?? "",
    callsPerHour,
  }));
}

/** What an audit of the last weeks has to show: roles, caps, keys, invitations, and what was refused. */
async function seedRecentEvents(
  client: Client,
  clock: DemoClock,
  url: string,
  accounts: Organisation,
): Promise<void> {
  const as = (id: string) =>
    new Client(url, accounts.find((account) => account.id === id)?.apikey ?? "", { userAgent: "demo" });
  const mara = as("mara.lindqvist");
  clock.standDaysAgo(34, 14);
  await mara.members.change("acme-soc", "users", [
    { id: "aisha.rahman", roles: ["USER_ROLE_PRIVATE_SCANNING", "USER_ROLE_FILE_UPLOADS"] },
    { id: "lucas.martin", quota_limits: { api_requests_daily: { allowed: 200 } } },
  ]);
  clock.standDaysAgo(20, 11);
  const [key] = await Array.fromAsync(mara.keys.list("acme-soc_soar"));
  if (key !== undefined) await mara.keys.rotate("acme-soc_soar", key.id, 7 * 86_400);
  await mara.keys.create("me", { label: "laptop", allowed_addresses: ["127.0.0.0/8", "10.20.0.0/16"] });
  clock.standDaysAgo(12, 16);
  await mara.members.remove("acme-soc", "users", "peter.hoffmann");
  await client.users.update("peter.hoffmann", { status: "inactive" });
  clock.standDaysAgo(3, 10);
  for (const group of GROUPS) {
    if (group.invited.length > 0) await client.members.add(group.id, "users", group.invited);
  }
  clock.standDaysAgo(1, 15);
  await refused(() =>
    as("diego.vargas").groups.update("acme-soc", { auto_add_users: ["*@elsewhere.example"] }),
  );
  await refused(() => as("ville.heikkinen").groups.list().next());
}

async function refused(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof ClientError && error.code === "ForbiddenError") return;
    throw error;
  }
  throw new Error("The demo did what should have been refused");
}

function privilegesOf({ privileges }: DemoGroup): object {
  return Object.fromEntries(privileges.map((name) => [name, { granted: true }]));
}
