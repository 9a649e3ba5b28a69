import type { Command } from "commander";
import type { Client } from "../../client/client.ts";
import type { Account } from "../../client/objects.ts";
import { readExpiry, type SubjectKind } from "../arguments.ts";
import { formatTime, plain } from "../format.ts";
import { addRemote, remotely } from "../remote.ts";
import type { Terminal } from "../terminal.ts";

export interface PrivilegeCommands {
  readonly kind: SubjectKind;
  readonly summary: string;
  /** Arguments behind `grant`. */
  readonly examples: readonly string[];
}

/** Granting and revoking; `parent` is the noun whose privileges they are. */
export function addPrivilegeCommands(
  parent: Command,
  terminal: Terminal,
  { kind, summary, examples }: PrivilegeCommands,
): void {
  addRemote(parent, {
    usage: `grant <${kind}> <privilege>`,
    summary,
    examples: examples.map((example) => `${parent.name()} grant ${example}`),
  })
    .option("--until <when>", "when it ends: a day, an instant, a duration (90d) or never", readExpiry)
    .action(
      remotely(
        terminal,
        async (
          { client, show },
          [id, name]: [string, string],
          { until = 0 }: { readonly until?: number },
        ) => {
          const object = await write(client, kind, id, { [name]: { granted: true, expiration_date: until } });
          await show(object, () => `${titleOf(kind)} ${object.id} has the privilege ${plain(name)}.\n`);
        },
      ),
    );

  addRemote(parent, {
    usage: `revoke <${kind}> <privilege>`,
    summary: "Take a privilege away (operators)",
    examples: examples.slice(0, 1).map((example) => `${parent.name()} revoke ${example}`),
    asks: true,
  }).action(
    remotely(terminal, async ({ client, show, confirm }, [id, name]: [string, string]) => {
      await confirm(`This takes the privilege ${name} from ${kind} ${id}.`);
      const object = await write(client, kind, id, { [name]: { granted: false } });
      await show(object, () => `${titleOf(kind)} ${object.id} has the privilege ${plain(name)} no longer.\n`);
    }),
  );
}

/** Those that are granted, each with its end and the group that it comes from. */
export function describePrivileges(privileges: Account["attributes"]["privileges"] = {}): string {
  return Object.entries(privileges)
    .filter(([, { granted }]) => granted)
    .map(([name, { expiration_date: until, inherited_from: group }]) => {
      const details = [
        ...(until ? [`until ${formatTime(until)}`] : []),
        ...(group === undefined ? [] : [`from group ${group}`]),
      ];
      return details.length === 0 ? name : `${name} (${details.join(", ")})`;
    })
    .join(", ");
}

async function write(client: Client, kind: SubjectKind, id: string, privileges: object) {
  return kind === "user" ? client.users.update(id, { privileges }) : client.groups.update(id, { privileges });
}

function titleOf(kind: SubjectKind): string {
  return kind === "user" ? "User" : "Group";
}
