import { Argument, type Command, Option } from "commander";
import type { Member, MemberOrder, MemberSearch } from "../../client/members.ts";
import type { Role } from "../../names/roles.ts";
import { readAllowed, readQuota, readRoles } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { formatNumber, formatPart, formatTime } from "../format.ts";
import { addRemote, remotely } from "../remote.ts";
import { ROLE_NAMES, shortRole } from "../role-names.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { describeAddition } from "./additions.ts";

export interface RoleOptions {
  readonly set?: readonly Role[];
  readonly add?: readonly Role[];
  readonly remove?: readonly Role[];
}

export function addMembers(program: Command, terminal: Terminal): void {
  const members = program
    .command("members")
    .description("Members of a group: list, add, remove, roles, caps");

  addRemote(members, {
    usage: "list <group>",
    summary: "List the members of a group",
    examples: [
      "members list company",
      "members list company --filter 2fa_enabled:false",
      "members list company --order last_seen",
    ],
  })
    .option("--filter <terms>", "VirusTotal's filter, such as last_name:Doe")
    .addOption(orderOption())
    .action(
      remotely(terminal, async ({ client, show }, [group]: [string], options: MemberSearch) => {
        const found = await Array.fromAsync(
          client.members.list(group, "users", { ...options, withActivity: true }),
        );
        await show(found, () => renderTable(MEMBER_COLUMNS, found));
      }),
    );

  addRemote(members, {
    usage: "add <group> <emails...>",
    summary: "Add users by e-mail address; those without an account are invited",
    examples: ["members add company alice@example.com bob@example.com"],
  }).action(
    remotely(terminal, async ({ client, show }, [group, emails]: [string, string[]]) => {
      const added = await client.members.add(group, "users", emails);
      await show(added, () => added.map((one) => describeAddition(one, `is in group ${group}`)).join(""));
    }),
  );

  addRemote(members, {
    usage: "remove <group> <users>",
    summary: "Take users out of a group: one, or several with commas between them; the accounts stay",
    examples: ["members remove company alice", "members remove company alice,bob"],
    asks: true,
  }).action(
    remotely(terminal, async ({ client, show, confirm }, [group, users]: [string, string]) => {
      const ids = readNames(users);
      await confirm(`This takes ${ids.join(", ")} out of group ${group}, with roles and caps.`);
      for (const id of ids) await client.members.remove(group, "users", id);
      const removed = ids.map((id) => ({ id, group, removed: true }));
      await show(onlyOrAll(removed), () => ids.map((id) => `Removed ${id} from group ${group}.\n`).join(""));
    }),
  );

  addStanding(members, terminal);
}

function addStanding(members: Command, terminal: Terminal): void {
  addRoleOptions(
    addRemote(members, {
      usage: "role <group> <users>",
      summary: "Change the roles of members: one, or several with commas between them, all or none",
      examples: [
        "members role company alice --add file_uploads --remove group_admin",
        "members role company alice,bob --add file_downloads",
      ],
    }),
  ).action(
    remotely(terminal, async ({ client, show }, [group, users]: [string, string], options: RoleOptions) => {
      const ids = readNames(users);
      const change = roleChangeOf(options);
      await client.members.change(
        group,
        "users",
        ids.map((id) => ({ id, ...change })),
      );
      const changed = ids.map((id) => ({ id, group, changed: true }));
      await show(onlyOrAll(changed), () =>
        ids.map((id) => `Changed the roles of ${id} in group ${group}.\n`).join(""),
      );
    }),
  );

  addRemote(members, {
    usage: "cap <group> <users>",
    summary:
      "Cap how much of the group's quota members may each use: one, or several with commas between them",
    examples: [
      "members cap company alice api_requests_daily 500",
      "members cap company alice,bob api_requests_daily 500",
      "members cap company alice api_requests_daily none",
    ],
  })
    .addArgument(quotaArgument())
    .addArgument(allowedArgument())
    .action(
      remotely(
        terminal,
        async ({ client, show }, [group, users, quota, allowed]: [string, string, string, number | null]) => {
          const ids = readNames(users);
          const quota_limits = { [quota]: { allowed } };
          await client.members.change(
            group,
            "users",
            ids.map((id) => ({ id, quota_limits })),
          );
          const changed = ids.map((id) => ({ id, group, quota, allowed }));
          await show(onlyOrAll(changed), () => ids.map((id) => describeCap(id, quota, allowed)).join(""));
        },
      ),
    );
}

/** Names with commas between them; no username has one. */
function readNames(text: string): string[] {
  const names = text.split(",").filter((name) => name !== "");
  if (names.length === 0) throw new CliError("Name at least one member");
  return [...new Set(names)];
}

/** A program that named one gets one, as before; who named several gets a list. */
function onlyOrAll<Item>(items: readonly Item[]): Item | readonly Item[] | undefined {
  return items.length === 1 ? items[0] : items;
}

export function orderOption(): Option {
  const orders: readonly MemberOrder[] = [
    "username",
    "last_seen",
    "last_seen-",
    "quota_consumed",
    "quota_consumed-",
  ];
  return new Option("--order <what>", "administrators; with a - behind it, greatest first").choices(orders);
}

export const ACTIVITY_COLUMNS = [
  {
    title: "Share",
    value: (member: Member) => formatPart(member.context_attributes?.quota_share),
    isNumber: true,
  },
  { title: "Last seen", value: (member: Member) => formatTime(member.context_attributes?.last_seen) },
] as const;

export const MEMBER_COLUMNS = [
  { title: "User", value: (member: Member) => member.id },
  { title: "E-mail", value: (member: Member) => member.attributes.email },
  { title: "Name", value: nameOf },
  { title: "Roles", value: (member: Member) => member.context_attributes?.roles?.map(shortRole).join(", ") },
  { title: "Caps", value: capsOf },
  { title: "Status", value: (member: Member) => member.attributes.status },
  ...ACTIVITY_COLUMNS,
] as const;

export function capsOf({ context_attributes: context }: Member): string {
  const caps = Object.entries(context?.quota_limits ?? {});
  return caps.map(([quota, { allowed }]) => `${quota} ${formatNumber(allowed)}`).join(", ");
}

export function addRoleOptions(command: Command): Command {
  const option = (name: string, what: string) => new Option(`--${name} <roles>`, what).argParser(readRoles);
  return command
    .addOption(option("add", `roles to add: ${ROLE_NAMES}`))
    .addOption(option("remove", "roles to take away"))
    .addOption(option("set", "all roles anew").conflicts(["add", "remove"]));
}

export function roleChangeOf({ set, add, remove }: RoleOptions) {
  if (set === undefined && add === undefined && remove === undefined) {
    throw new CliError("Say what to change by --add, --remove or --set");
  }
  return {
    ...(set && { roles: set }),
    ...(add && { add_roles: add }),
    ...(remove && { remove_roles: remove }),
  };
}

export function quotaArgument(): Argument {
  return new Argument("<quota>", "such as api_requests_daily").argParser(readQuota);
}

export function allowedArgument(): Argument {
  return new Argument("<number>", "what is allowed, or none for no limit").argParser(readAllowed);
}

export function describeCap(id: string, quota: string, allowed: number | null): string {
  return allowed === null
    ? `${id} has no limit of ${quota} any more.\n`
    : `${id} is allowed ${formatNumber(allowed)} of ${quota}.\n`;
}

function nameOf({ attributes }: Member): string {
  const last = "last_name" in attributes ? attributes.last_name : undefined;
  return [attributes.first_name, last].filter(Boolean).join(" ");
}
