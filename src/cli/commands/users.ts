import type { Command } from "commander";
import type { Account } from "../../client/objects.ts";
import { readSecret } from "../answers.ts";
import { CliError } from "../cli-error.ts";
import { formatTime } from "../format.ts";
import { keyNotice } from "../key-notice.ts";
import { addRemote, remotely } from "../remote.ts";
import { renderFacts, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { type PreferencesOption, preferencesOption } from "./preferences.ts";
import { describePrivileges } from "./privileges.ts";
import { addProfileOptions, type ProfileOptions, profileOf } from "./profile.ts";
import { addUserAccess } from "./user-access.ts";

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
      examples: ['users update alice --last-name "de Vries"', "users update me --first-name Alice"],
    }),
  )
    .addOption(preferencesOption())
    .action(
      remotely(
        terminal,
        async ({ client, show }, [id]: [string], options: ProfileOptions & PreferencesOption) => {
          const { preferences } = options;
          const attributes = { ...profileOf(options), ...(preferences && { preferences }) };
          if (Object.keys(attributes).length === 0)
            throw new CliError("Nothing to change: give at least one option");
          const user = await client.users.update(id, attributes);
          await show(user, () => `Changed user ${user.id}.\n`);
        },
      ),
    );

  addStatusCommands(users, terminal);
  addUserAccess(users, terminal);
  addDeletion(users, terminal);
}

function addDeletion(users: Command, terminal: Terminal): void {
  addRemote(users, {
    usage: "delete <user>",
    summary: "Delete a user and its keys for good (operators); `me` is your own account, by your password",
    examples: ["users delete alice", "users delete me"],
    asks: true,
  }).action(
    remotely(terminal, async (session, [id]: [string]) => {
      const { client, show, confirm } = session;
      const user = await client.users.get(id);
      await confirm(`This deletes user ${user.id} and all its keys for good.`, user.id);
      await client.users.delete(
        user.id,
        id === "me" ? await readSecret(session, "Your password") : undefined,
      );
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
  return [
    [user.type === "user" ? "User" : "Service account", user.id],
    ["E-mail", attributes.email],
    ["Name", nameOf(user)],
    ["Profile phrase", attributes.profile_phrase],
    ["Status", attributes.status],
    ["Second factor", secondFactorOf(user)],
    ["Group", group],
    ["Privileges", describePrivileges(attributes.privileges)],
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
