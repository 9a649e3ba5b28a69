import type { Desired } from "../apply/desired.ts";
import type { SeedAccount } from "./account.ts";
import { GROUPS, type Habit } from "./organisation.ts";

/** How many calls an hour a service account of a file makes. */
const CALLS_PER_HOUR = 40;

const HABITS: readonly Habit[] = ["analyst", "hunter", "occasional"];

/** The accounts of the built-in organisation, with the habits that it gives them. */
export function organisationAccounts(): readonly SeedAccount[] {
  return GROUPS.flatMap(({ id: group, people, serviceAccounts }) => [
    ...people.map(({ id, habit }) => ({ id, group, habit })),
    ...serviceAccounts.map(({ name, callsPerHour }) => automation(group, `${group}_${name}`, callsPerHour)),
  ]);
}

/** The accounts that a file names; its people take turns in how they work. */
export function accountsOf({ groups, users = [] }: Desired): readonly SeedAccount[] {
  return [
    ...users
      .filter(({ group }) => group !== undefined)
      .map(({ id, group = null }, index) => ({
        id,
        group,
        habit: HABITS[index % HABITS.length] ?? "analyst",
      })),
    ...groups.flatMap(({ id: group, serviceAccounts = [] }) =>
      serviceAccounts.map(({ id }) => automation(group, id, CALLS_PER_HOUR)),
    ),
  ];
}

function automation(group: string, id: string, callsPerHour: number): SeedAccount {
  return { id, group, habit: "automation", callsPerHour };
}
