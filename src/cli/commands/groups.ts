import { type Command, Option } from "commander";
import type { Group } from "../../client/objects.ts";
import { readCount, readDays, readLimit, readSwitch } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { formatAllowed, formatTime } from "../format.ts";
import { addRemote, remotely } from "../remote.ts";
import { renderFacts, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";

interface GroupOptions {
  readonly organization?: string;
  readonly legalName?: string;
  readonly country?: string;
  readonly countryIso?: string;
  readonly domain?: string;
  readonly industry?: string;
  readonly contact?: readonly string[];
  readonly autoAdd?: readonly string[];
  readonly sessionIdleMinutes?: number;
  readonly sessionHours?: number;
  readonly quota?: Readonly<Record<string, number | null>>;
  readonly keyMaxAge?: number;
  readonly keysExpire?: boolean;
  readonly keysBound?: boolean;
}

export function addGroups(program: Command, terminal: Terminal): void {
  const groups = program.command("groups").description("Groups: list, show, create, change, delete");

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
      summary: "Change a group; quotas are an operator's to set",
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
  const privileges = Object.entries(attributes.privileges ?? {}).filter(([, { granted }]) => granted);
  return [
    ["Group", id],
    ["Organization", attributes.organization],
    ["Legal name", attributes.organization_legal_name],
    ["Country", [attributes.country, attributes.country_iso].filter(Boolean).join(", ")],
    ["Domain", attributes.domain_name],
    ["Industry", attributes.industry],
    ["Contacts", attributes.contact_emails?.join(", ")],
    ["Joined by", attributes.auto_add_users?.join(", ")],
    ["Sign-in after idle minutes", attributes.session_idle_minutes],
    ["Sign-in after hours", attributes.session_hours],
    ["Privileges", privileges.map(([name]) => name).join(", ")],
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

function addGroupOptions(command: Command): Command {
  return command
    .option("--organization <name>", "the organization's name")
    .option("--legal-name <name>", "its name before the law")
    .option("--country <name>", "its country")
    .option("--country-iso <code>", "the country's two letters")
    .option("--domain <name>", "its domain name")
    .option("--industry <name>", "its industry")
    .option("--contact <address...>", "e-mail addresses of those to ask")
    .option("--auto-add <pattern...>", "addresses, or *@domain, whose new accounts join the group")
    .option(
      "--session-idle-minutes <number>",
      "minutes without a call after which members must sign in again",
      readCount,
    )
    .option("--session-hours <number>", "hours after which members must sign in again in any case", readCount)
    .addOption(
      new Option("--key-max-age <days>", "days after which keys are refused, or none").argParser(readDays),
    )
    .addOption(new Option("--keys-expire <on|off>", "whether keys must expire").argParser(readSwitch))
    .addOption(
      new Option("--keys-bound <on|off>", "whether keys must be bound to addresses").argParser(readSwitch),
    )
    .addOption(
      new Option("--quota <name=number>", "a quota; can be given several times").argParser(readLimit),
    );
}

function keyPolicyOf({ keyMaxAge, keysExpire, keysBound }: GroupOptions) {
  if (keyMaxAge === undefined && keysExpire === undefined && keysBound === undefined) return undefined;
  return {
    ...(keyMaxAge !== undefined && { maximum_age_days: keyMaxAge || null }),
    ...(keysExpire !== undefined && { expiration_required: keysExpire }),
    ...(keysBound !== undefined && { allowed_addresses_required: keysBound }),
  };
}

function attributesOf(options: GroupOptions): Record<string, unknown> {
  const quotas = Object.entries(options.quota ?? {}).map(([name, allowed]) => [name, { allowed }]);
  const attributes = {
    organization: options.organization,
    organization_legal_name: options.legalName,
    country: options.country,
    country_iso: options.countryIso,
    domain_name: options.domain,
    industry: options.industry,
    contact_emails: options.contact,
    auto_add_users: options.autoAdd,
    session_idle_minutes: options.sessionIdleMinutes,
    session_hours: options.sessionHours,
    key_policy: keyPolicyOf(options),
    quotas: quotas.length === 0 ? undefined : Object.fromEntries(quotas),
  };
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
