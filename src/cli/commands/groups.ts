import type { Command } from "commander";
import type { Group } from "../../client/objects.ts";
import { CliError } from "../cli-error.ts";
import { formatAllowed, formatTime } from "../format.ts";
import { addRemote, remotely } from "../remote.ts";
import { renderFacts, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { addGroupOptions, attributesOf, type GroupOptions } from "./group-options.ts";
import { addPrivilegeCommands, describePrivileges } from "./privileges.ts";

export function addGroups(program: Command, terminal: Terminal): void {
  const groups = program
    .command("groups")
    .description("Groups: list, show, create, change, privileges, delete");

  addRemote(groups, {
    usage: "list",
    summary: "List all groups (operators)",
    examples: ["groups list", "groups list --filter organization:acme"],
  })
    .option("--filter <terms>", "id:, organization:, or plain text in either")
    .action(
      remotely(terminal, async ({ client, show }, _args: [], options: { readonly filter?: string }) => {
        const found = await Array.fromAsync(client.groups.list(options.filter));
        await show(found, () => renderTable(COLUMNS, found));
      }),
    );

  addRemote(groups, {
    usage: "show <group>",
    summary: "Show a group",
    examples: ["groups show company"],
  }).action(
    remotely(terminal, async ({ client, show }, [id]: [string]) => {
      const group = await client.groups.get(id);
      await show(group, () => renderFacts(factsOf(group)));
    }),
  );

  addGroupOptions(
    addRemote(groups, {
      usage: "create <group>",
      summary: "Create a group (operators)",
      examples: ['groups create company --organization "Company Ltd" --quota api_requests_daily=100000'],
    }),
  ).action(
    remotely(terminal, async ({ client, show }, [id]: [string], options: GroupOptions) => {
      const group = await client.groups.create(id, attributesOf(options));
      await show(group, () => `Created group ${group.id}.\n`);
    }),
  );

  addGroupOptions(
    addRemote(groups, {
      usage: "update <group>",
      summary: "Change a group; quotas, single sign-on and the agreement are an operator's to set",
      examples: ['groups update company --industry Energy --auto-add "*@example.com"'],
    }),
  ).action(
    remotely(terminal, async ({ client, show }, [id]: [string], options: GroupOptions) => {
      const attributes = attributesOf(options);
      if (Object.keys(attributes).length === 0)
        throw new CliError("Nothing to change: give at least one option");
      const group = await client.groups.update(id, attributes);
      await show(group, () => `Changed group ${group.id}.\n`);
    }),
  );

  addPrivilegeCommands(groups, terminal, {
    kind: "group",
    summary: "Grant a privilege, which the members inherit (operators)",
    examples: ["company intelligence", "company intelligence --until 2027-01-31"],
  });

  addRemote(groups, {
    usage: "delete <group>",
    summary: "Delete a group with its service accounts (operators); its users stay",
    examples: ["groups delete company"],
    asks: true,
  }).action(
    remotely(terminal, async ({ client, show, confirm }, [id]: [string]) => {
      await client.groups.get(id);
      await confirm(`This deletes group ${id}, its service accounts and its invitations for good.`, id);
      await client.groups.delete(id);
      await show({ id, deleted: true }, () => `Deleted group ${id}.\n`);
    }),
  );
}

const COLUMNS = [
  { title: "Group", value: (group: Group) => group.id },
  { title: "Organization", value: (group: Group) => group.attributes.organization },
  { title: "Requests today", value: (group: Group) => group.attributes.quotas?.api_requests_daily?.used },
  { title: "Allowed", value: (group: Group) => allowedDaily(group.attributes), isNumber: true },
] as const;

function allowedDaily(attributes: Group["attributes"]): string | undefined {
  const allowed = attributes.quotas?.api_requests_daily?.allowed;
  return allowed === undefined ? undefined : formatAllowed("api_requests_daily", allowed);
}

function factsOf({ id, attributes }: Group) {
  return [
    ["Group", id],
    ["Organization", attributes.organization],
    ["Legal name", attributes.organization_legal_name],
    ["Country", [attributes.country, attributes.country_iso].filter(Boolean).join(", ")],
    ["Domain", attributes.domain_name],
    ["Industry", attributes.industry],
    ["Contacts", attributes.contact_emails?.join(", ")],
    ["Joined by", attributes.auto_add_users?.join(", ")],
    ["Single sign-on makes members", attributes.sso_users?.join(", ")],
    ["and administrators", attributes.sso_administrators?.join(", ")],
    ["Sign-in after idle minutes", attributes.session_idle_minutes],
    ["Sign-in after hours", attributes.session_hours],
    ["Privileges", describePrivileges(attributes.privileges)],
    ["Keys", describePolicy(attributes.key_policy)],
    ["Agreement signed", formatTime(attributes.agreement_signed_date)],
    ["Requests today", attributes.quotas?.api_requests_daily?.used],
    ["Allowed a day", allowedDaily(attributes)],
  ] as const;
}

function describePolicy(policy: Group["attributes"]["key_policy"] = {}): string {
  const { maximum_age_days: days, expiration_required, allowed_addresses_required } = policy;
  const demands = [
    ...(days === undefined ? [] : [`at most ${days} days old`]),
    ...(expiration_required ? ["must expire"] : []),
    ...(allowed_addresses_required ? ["must be bound to addresses"] : []),
  ];
  return demands.join(", ");
}
