import type { Command } from "commander";
import { addRemote, remotely } from "../remote.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { describeAddition } from "./additions.ts";
import { MEMBER_COLUMNS } from "./members.ts";

export function addAdministrators(program: Command, terminal: Terminal): void {
  const administrators = program
    .command("administrators")
    .description("Administrators of a group: list, add, remove");

  addRemote(administrators, {
    usage: "list <group>",
    summary: "List the administrators of a group",
    examples: ["administrators list company"],
  }).action(
    remotely(terminal, async ({ client, show }, [group]: [string]) => {
      const found = await Array.fromAsync(
        client.members.list(group, "administrators", { withActivity: true }),
      );
      await show(found, () => renderTable(MEMBER_COLUMNS, found));
    }),
  );

  addRemote(administrators, {
    usage: "add <group> <emails...>",
    summary: "Make users administrators by e-mail address; those outside the group join it",
    examples: ["administrators add company alice@example.com"],
  }).action(
    remotely(terminal, async ({ client, show }, [group, emails]: [string, string[]]) => {
      const added = await client.members.add(group, "administrators", emails);
      await show(added, () =>
        added.map((one) => describeAddition(one, `administers group ${group}`)).join(""),
      );
    }),
  );

  addRemote(administrators, {
    usage: "remove <group> <user>",
    summary: "Make an administrator a plain member",
    examples: ["administrators remove company alice"],
    asks: true,
  }).action(
    remotely(terminal, async ({ client, show, confirm }, [group, user]: [string, string]) => {
      await confirm(`This makes ${user} a plain member of group ${group}.`);
      await client.members.remove(group, "administrators", user);
      await show({ id: user, group, removed: true }, () => `${user} administers group ${group} no more.\n`);
    }),
  );
}
