import { type Command, Option } from "commander";
import type { Account, ApiUsage, ApiUsageHourly, Consumer } from "../../client/objects.ts";
import { readCount, readDay, readKind, readQuota, type SubjectKind } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { firstOf } from "../first-of.ts";
import { formatPart } from "../format.ts";
import { addRemote, remotely } from "../remote.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { addRefused } from "./refused-calls.ts";

interface ShowOptions {
  readonly from?: string;
  readonly to?: string;
  readonly by: "endpoint" | "day" | "hour";
  readonly member?: string;
}

interface ConsumerOptions {
  readonly period?: string;
  readonly top: number;
  readonly byDay?: boolean;
}

export function addUsage(program: Command, terminal: Terminal): void {
  const usage = program
    .command("usage")
    .description("Usage of users and groups, who consumed a group's quota, and what was refused");
  addRefused(usage, terminal);

  addRemote(usage, {
    usage: "show",
    summary: "Show how often each endpoint was called; the last 30 days unless told otherwise",
    examples: [
      "usage show user alice",
      "usage show group company --by day --from 2026-07-01 --to 2026-07-30",
      "usage show group company --member alice --by hour",
    ],
  })
    .argument("<kind>", "user (or service account), or group", readKind)
    .argument("<id>", "username or group id")
    .addOption(new Option("--from <day>", "first day, such as 2026-07-01").argParser(readDay))
    .addOption(new Option("--to <day>", "last day").argParser(readDay))
    .addOption(
      new Option("--by <what>", "one line for each; by hour yesterday and today unless told otherwise")
        .choices(["endpoint", "day", "hour"])
        .default("endpoint"),
    )
    .option("--member <user>", "of a group: only what it paid for this account")
    .action(
      remotely(
        terminal,
        async ({ client, show }, [kind, id]: [SubjectKind, string], options: ShowOptions) => {
          const { from, to, by, member } = options;
          if (member !== undefined && kind === "user") throw new CliError("--member is for groups");
          const request = { start_date: from, end_date: to, user: member };
          const found = await (by === "hour"
            ? client.usage.hourly(kind, id, request)
            : client.usage.of(kind, id, request));
          await show(found, () => renderTable(columnsOf(by), rowsOf(found, by)));
        },
      ),
    );

  addRemote(usage, {
    usage: "consumers <group>",
    summary: "Show who consumed most of a group's quota",
    examples: [
      "usage consumers company",
      "usage consumers company intelligence_searches_monthly --period 2026-07",
      "usage consumers company --by-day --json",
    ],
  })
    .argument("[quota]", "the quota", readQuota, "api_requests_monthly")
    .option(
      "--period <period>",
      "a month (2026-07), or for requests a day (2026-07-15); this month unless given",
    )
    .addOption(new Option("--top <number>", "how many").argParser(readCount).default(20))
    .option("--by-day", "also what each consumed on each day; shown with --json")
    .action(
      remotely(
        terminal,
        async (
          { client, show },
          [group, quota]: [string, string],
          { period, top, byDay }: ConsumerOptions,
        ) => {
          const found = await firstOf(client.quotas.consumers(group, quota, { period, byDay }), top);
          await show(found, () => renderTable(CONSUMER_COLUMNS, found));
        },
      ),
    );
}

interface UsageRow {
  readonly name: string;
  readonly consuming: number;
  readonly free: number;
}

function columnsOf(by: ShowOptions["by"]) {
  return [
    { title: by, value: (row: UsageRow) => row.name },
    { title: "Consuming", value: (row: UsageRow) => row.consuming },
    { title: "Free", value: (row: UsageRow) => row.free },
    { title: "Calls", value: (row: UsageRow) => row.consuming + row.free },
  ] as const;
}

/** One row for each, and their sum in the last. */
function rowsOf(usage: ApiUsage | ApiUsageHourly, by: ShowOptions["by"]): UsageRow[] {
  const rows = by === "endpoint" ? endpointRows(usage) : timeRows(usage);
  const consuming = sum(rows.map((row) => row.consuming));
  const free = sum(rows.map((row) => row.free));
  return [...rows, { name: "total", consuming, free }];
}

function timeRows(usage: ApiUsage | ApiUsageHourly): UsageRow[] {
  const [consuming, free] =
    "hourly" in usage
      ? [usage.hourly, usage.hourly_endpoints_not_consuming_quota]
      : [usage.daily, usage.daily_endpoints_not_consuming_quota];
  return Object.keys(consuming)
    .sort()
    .map((time) => ({
      name: time,
      consuming: sum(Object.values(consuming[time] ?? {})),
      free: sum(Object.values(free[time] ?? {})),
    }));
}

function endpointRows({
  total,
  total_endpoints_not_consuming_quota: free,
}: Pick<ApiUsage, "total" | "total_endpoints_not_consuming_quota">): UsageRow[] {
  const names = [...new Set([...Object.keys(total), ...Object.keys(free)])];
  return names
    .map((name) => ({ name, consuming: total[name] ?? 0, free: free[name] ?? 0 }))
    .sort((one, other) => other.consuming + other.free - one.consuming - one.free);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

const CONSUMER_COLUMNS = [
  { title: "Account", value: (account: Account) => account.id },
  { title: "Kind", value: (account: Account) => account.type.replace("_", " ") },
  {
    title: "Consumed",
    value: (account: Account & Consumer) => account.context_attributes?.quota_consumed_from_group,
  },
  {
    title: "Share",
    value: (account: Account & Consumer) => formatPart(account.context_attributes?.quota_share),
    isNumber: true,
  },
] as const;
