import { Argument, type Command, Option } from "commander";
import { readDay, readKind, readQuota, type SubjectKind } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { addRemote, remotely } from "../remote.ts";
import type { Session } from "../session.ts";
import type { Terminal } from "../terminal.ts";

interface UsageOptions {
  readonly from?: string;
  readonly to?: string;
  readonly by: "day" | "hour";
  readonly member?: string;
}

export function addExports(program: Command, terminal: Terminal): void {
  const exports = program
    .command("export")
    .description("Whole lists as CSV on standard output: members, usage, consumers, activity");

  addRemote(exports, {
    usage: "members <group>",
    summary: "The members of a group; its service accounts with --service-accounts",
    examples: ["export members company"],
  })
    .option("--service-accounts", "its service accounts instead")
    .option("--filter <terms>", "VirusTotal's filter, such as last_name:Doe")
    .action(
      remotely(
        terminal,
        async (session, [group]: [string], options: { serviceAccounts?: boolean; filter?: string }) => {
          const list = options.serviceAccounts ? "service_accounts" : "users";
          await write(session, session.client.exports.members(group, list, options.filter));
        },
      ),
    );

  addUsageExport(exports, terminal);

  addRemote(exports, {
    usage: "consumers <group>",
    summary: "Who consumed a group's quota",
    examples: ["export consumers company", "export consumers company api_requests_daily --period 2026-07-15"],
  })
    .addArgument(new Argument("[quota]", "the quota").argParser(readQuota).default("api_requests_monthly"))
    .option("--period <period>", "a month (2026-07), or for requests a day; this month unless given")
    .action(
      remotely(
        terminal,
        async (session, [group, quota]: [string, string], { period }: { readonly period?: string }) => {
          await write(session, session.client.exports.consumers(group, quota, period));
        },
      ),
    );

  addRemote(exports, {
    usage: "activity [group]",
    summary: "What was done in a group; without one the whole audit (operators)",
    examples: ["export activity company --filter user:alice", "export activity"],
  })
    .option("--filter <terms>", "user:, target:, action: or date:")
    .action(
      remotely(
        terminal,
        async (session, [group]: [string | undefined], { filter }: { readonly filter?: string }) => {
          await write(session, session.client.exports.activity(group, filter));
        },
      ),
    );
}

function addUsageExport(exports: Command, terminal: Terminal): void {
  addRemote(exports, {
    usage: "usage",
    summary: "Calls by endpoint and day, or hour",
    examples: ["export usage group company --from 2026-07-01", "export usage user me --by hour"],
  })
    .argument("<kind>", "user (or service account), or group", readKind)
    .argument("<id>", "username or group id")
    .addOption(new Option("--from <day>", "first day, such as 2026-07-01").argParser(readDay))
    .addOption(new Option("--to <day>", "last day").argParser(readDay))
    .addOption(new Option("--by <what>", "one line for each").choices(["day", "hour"]).default("day"))
    .option("--member <user>", "of a group: only what it paid for this account")
    .action(
      remotely(
        terminal,
        async (session, [kind, id]: [SubjectKind, string], { from, to, by, member }: UsageOptions) => {
          const request = { start_date: from, end_date: to, user: member, by };
          await write(session, session.client.exports.usage(kind, id, request));
        },
      ),
    );
}

async function write(
  { terminal, progress, isForPrograms }: Session,
  pieces: AsyncGenerator<string>,
): Promise<void> {
  if (isForPrograms) throw new CliError("An export is CSV; the commands that list print JSON with --json");
  for await (const piece of pieces) {
    progress.stop();
    terminal.write(piece);
  }
}
