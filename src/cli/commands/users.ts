import type { Command } from "commander";
import type { Account } from "../../client/objects.ts";
import { CliError } from "../cli-error.ts";
import { formatTime } from "../format.ts";
import { keyNotice } from "../key-notice.ts";
import { addRemote, remotely } from "../remote.ts";
import { renderFacts, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { addUserAccess } from "./user-access.ts";

interface ProfileOptions {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly profilePhrase?: string;
}

const TO_CREATE = "users create alice --email alice@example.com --first-name Alice";

export function addUsers(program: Command, terminal: Terminal): void {
  const users = program
    .command("users")
    .description("Users: list, show, create, change, let in again, delete");

  addRemote(users, {
    usage: "list",
    summary: "List all users (operators)",
    examples: ["users list", 'users list --filter "doe status:active"'],
  })
    .option("--filter <terms>", "VirusTotal's filter, such as last_name:Doe, or plain text")
    .action(
      remotely(terminal, async ({ client, show }, _args: [], options: { readonly filter?: string }) => {
        const found = await Array.fromAsync(client.users.list(options.filter));
        await show(found, () => renderTable(COLUMNS, found));
      }),
    );

  addRemote(users, {
    usage: "show <user>",
    summary: "Show a user by name or e-mail address; `me` is you",
    examples: ["users show alice", "users show me --json"],
  }).action(
    remotely(terminal, async ({ client, show }, [id]: [string]) => {
      const user = await client.users.get(id);
      const group = await client.users.groupOf(id);
      await show(user, () => renderFacts(factsOf(user, group)));
    }),
  );

  addProfileOptions(
    addRemote(users, { usage: "create <user>", summary: "Create a user (operators)", examples: [TO_CREATE] }),
  )
    .requiredOption("--email <address>", "the user's e-mail address")
    .action(
      remotely(
        terminal,
        async ({ client, show }, [id]: [string], options: ProfileOptions & { readonly email: string }) => {
          const user = await client.users.create(id, { email: options.email, ...profileOf(options) });
          await show(user, () => `Created user ${user.id}.\n${keyNotice(user.attributes.apikey)}`);
        },
      ),
    );

  addProfileOptions(
    addRemote(users, {
      usage: "update <user>",
      summary: "Change a user's profile",
      examples: ['users update alice --last-name "de Vries"'],
    }),
  ).action(
    remotely(terminal, async ({ client, show }, [id]: [string], options: ProfileOptions) => {
      const profile = profileOf(options);
      if (Object.keys(profile).length === 0)
        throw new CliError("Nothing to change: give at least one option");
      const user = await client.users.update(id, profile);
      await show(user, () => `Changed user ${user.id}.\n`);
    }),
  );

  addStatusCommands(users, terminal);
  addUserAccess(users, terminal);

  addRemote(users, {
    usage: "delete <user>",
    summary: "Delete a user and its keys for good (operators)",
    examples: ["users delete alice"],
    asks: true,
  }).action(
    remotely(terminal, async ({ client, show, confirm }, [id]: [string]) => {
      const user = await client.users.get(id);
      await confirm(`This deletes user ${user.id} and all its keys for good.`, user.id);
      await client.users.delete(user.id);
      await show({ id: user.id, deleted: true }, () => `Deleted user ${user.id}.\n`);
    }),
  );
}

function addStatusCommands(users: Command, terminal: Terminal): void {
  addRemote(users, {
    usage: "disable <user>",
    summary: "Refuse all calls of a user from now on (operators)",
    examples: ["users disable alice"],
    asks: true,
  }).action(
    remotely(terminal, async ({ client, show, confirm }, [id]: [string]) => {
      await confirm(`This refuses all calls of user ${id} until it is enabled again.`);
      const user = await client.users.update(id, { status: "inactive" });
      await show(user, () => `Disabled user ${user.id}.\n`);
    }),
  );

  addRemote(users, {
    usage: "enable <user>",
    summary: "Accept calls of a disabled user again (operators)",
    examples: ["users enable alice"],
  }).action(
    remotely(terminal, async ({ client, show }, [id]: [string]) => {
      const user = await client.users.update(id, { status: "active" });
      await show(user, () => `Enabled user ${user.id}.\n`);
    }),
  );
}

const COLUMNS = [
  { title: "User", value: (user: Account) => user.id },
  { title: "E-mail", value: (user: Account) => user.attributes.email },
  { title: "Name", value: nameOf },
  { title: "Status", value: (user: Account) => user.attributes.status },
  { title: "Since", value: (user: Account) => formatTime(user.attributes.user_since) },
  { title: "Last sign-in", value: (user: Account) => formatTime(user.attributes.last_login) },
] as const;

function factsOf(user: Account, group: string | undefined) {
  const { attributes } = user;
  const privileges = Object.entries(attributes.privileges ?? {}).filter(([, { granted }]) => granted);
  return [
    [user.type === "user" ? "User" : "Service account", user.id],
    ["E-mail", attributes.email],
    ["Name", nameOf(user)],
    ["Profile phrase", attributes.profile_phrase],
    ["Status", attributes.status],
    ["Second factor", secondFactorOf(user)],
    ["Group", group],
    ["Privileges", privileges.map(([name]) => name).join(", ")],
    ["Since", formatTime(attributes.user_since)],
    ["Last sign-in", formatTime(attributes.last_login)],
  ] as const;
}

function secondFactorOf({ attributes }: Account): string | undefined {
  if (!("has_2fa" in attributes) || attributes.has_2fa === undefined) return undefined;
  if (attributes.single_sign_on) return attributes.has_2fa ? "single sign-on, on" : "single sign-on";
  return attributes.has_2fa ? "on" : "off";
}

function nameOf({ attributes }: Account): string {
  const last = "last_name" in attributes ? attributes.last_name : undefined;
  return [attributes.first_name, last].filter(Boolean).join(" ");
}

function addProfileOptions(command: Command): Command {
  return command
    .option("--first-name <text>", "first name")
    .option("--last-name <text>", "last name")
    .option("--profile-phrase <text>", "a line that everyone may read");
}

function profileOf({ firstName, lastName, profilePhrase }: ProfileOptions): Record<string, string> {
  return {
    ...(firstName !== undefined && { first_name: firstName }),
    ...(lastName !== undefined && { last_name: lastName }),
    ...(profilePhrase !== undefined && { profile_phrase: profilePhrase }),
  };
}
