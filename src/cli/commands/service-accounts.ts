import type { Command } from "commander";
import type { Member, MemberSearch } from "../../client/members.ts";
import { CliError } from "../cli-error.ts";
import { formatTime } from "../format.ts";
import { addRemote, remotely } from "../remote.ts";
import { shortRole } from "../role-names.ts";
import { renderFacts, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import {
  ACTIVITY_COLUMNS,
  addRoleOptions,
  allowedArgument,
  capsOf,
  describeCap,
  orderOption,
  quotaArgument,
  type RoleOptions,
  roleChangeOf,
} from "./members.ts";

export function addServiceAccounts(program: Command, terminal: Terminal): void {
  const accounts = program
    .command("service-accounts")
    .description("Service accounts of a group: list, show, create, delete, roles, caps");

  addRemote(accounts, {
    usage: "list <group>",
    summary: "List the service accounts of a group",
    examples: ["service-accounts list company", "service-accounts list company --order quota_consumed-"],
  })
    .option("--filter <terms>", "VirusTotal's filter, such as username:scanner")
    .addOption(orderOption())
    .action(
      remotely(terminal, async ({ client, show }, [group]: [string], options: MemberSearch) => {
        const found = await Array.fromAsync(
          client.members.list(group, "service_accounts", { ...options, withActivity: true }),
        );
        await show(found, () => renderTable(COLUMNS, found));
      }),
    );

  addRemote(accounts, {
    usage: "show <account>",
    summary: "Show a service account",
    examples: ["service-accounts show company_scanner"],
  }).action(
    remotely(terminal, async ({ client, show }, [id]: [string]) => {
      const account = await client.serviceAccounts.get(id);
      const { attributes } = account;
      const facts = [
        ["Service account", account.id],
        ["Group", groupOf(id)],
        ["Address", attributes.email],
        ["Status", attributes.status],
        ["Since", formatTime(attributes.user_since)],
      ] as const;
      await show(account, () => renderFacts(facts));
    }),
  );

  addRemote(accounts, {
    usage: "create <group> <names...>",
    summary: "Create service accounts, named <group>_<name>",
    examples: ["service-accounts create company scanner soar"],
  }).action(
    remotely(terminal, async ({ client, show }, [group, names]: [string, string[]]) => {
      const created = await client.serviceAccounts.create(group, names);
      const keys = created.map(({ id, attributes }) => [id, attributes.apikey] as const);
      await show(created, async () => {
        return `Created, with these API keys, which are shown only now:\n\n${await renderFacts(keys)}`;
      });
    }),
  );

  addRemote(accounts, {
    usage: "delete <account>",
    summary: "Delete a service account and its keys for good",
    examples: ["service-accounts delete company_scanner"],
    asks: true,
  }).action(
    remotely(terminal, async ({ client, show, confirm }, [id]: [string]) => {
      await client.serviceAccounts.get(id);
      await confirm(`This deletes service account ${id} and all its keys for good.`, id);
      await client.serviceAccounts.delete(id);
      await show({ id, deleted: true }, () => `Deleted service account ${id}.\n`);
    }),
  );

  addStanding(accounts, terminal);
}

function addStanding(accounts: Command, terminal: Terminal): void {
  addRoleOptions(
    addRemote(accounts, {
      usage: "role <account>",
      summary: "Change the roles of a service account",
      examples: ["service-accounts role company_scanner --set file_downloads"],
    }),
  ).action(
    remotely(terminal, async ({ client, show }, [id]: [string], options: RoleOptions) => {
      await client.members.change(groupOf(id), "service_accounts", [{ id, ...roleChangeOf(options) }]);
      await show({ id, changed: true }, () => `Changed the roles of ${id}.\n`);
    }),
  );

  addRemote(accounts, {
    usage: "cap <account>",
    summary: "Cap how much of the group's quota a service account may use",
    examples: ["service-accounts cap company_scanner api_requests_daily 5000"],
  })
    .addArgument(quotaArgument())
    .addArgument(allowedArgument())
    .action(
      remotely(terminal, async ({ client, show }, [id, quota, allowed]: [string, string, number | null]) => {
        const change = { id, quota_limits: { [quota]: { allowed } } };
        await client.members.change(groupOf(id), "service_accounts", [change]);
        await show({ id, quota, allowed }, () => describeCap(id, quota, allowed));
      }),
    );
}

const COLUMNS = [
  { title: "Service account", value: (account: Member) => account.id },
  {
    title: "Roles",
    value: (account: Member) => account.context_attributes?.roles?.map(shortRole).join(", "),
  },
  { title: "Caps", value: capsOf },
  { title: "Status", value: (account: Member) => account.attributes.status },
  { title: "Since", value: (account: Member) => formatTime(account.attributes.user_since) },
  ...ACTIVITY_COLUMNS,
] as const;

/** A group id holds no underscore, so the account's id names its group. */
function groupOf(id: string): string {
  const [group, name] = id.split("_", 2);
  if (group === undefined || name === undefined) {
    throw new CliError(`"${id}" is not a service account: its id is <group>_<name>, such as company_scanner`);
  }
  return group;
}
