import { Argument, type Command } from "commander";
import type { OverallQuotas, QuotaAttribute, QuotaForecasts } from "../../client/objects.ts";
import { readKind, type SubjectKind } from "../arguments.ts";
import { formatAllowed, formatShare, formatTime, unsetAllowed } from "../format.ts";
import { addRemote, remotely } from "../remote.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { allowedArgument, describeCap, quotaArgument } from "./members.ts";

interface ShowOptions {
  readonly all?: boolean;
}

export function addQuotas(program: Command, terminal: Terminal): void {
  const quotas = program.command("quotas").description("Quotas of users and groups: show, set");

  addRemote(quotas, {
    usage: "show",
    summary: "Show what is allowed and what is used now",
    examples: ["quotas show user alice", "quotas show group company --all"],
  })
    .addArgument(kindArgument())
    .argument("<id>", "username or group id")
    .option("-a, --all", "also the quotas of which nothing is allowed or used")
    .action(
      remotely(
        terminal,
        async ({ client, show }, [kind, id]: [SubjectKind, string], { all }: ShowOptions) => {
          if (kind === "user") {
            const overall = await client.quotas.overall(id);
            await show(overall, () => renderTable(USER_COLUMNS, userRows(overall, all === true)));
          } else {
            const own = (await client.groups.get(id)).attributes.quotas ?? {};
            await show(own, () => renderTable(GROUP_COLUMNS, groupRows(own, all === true)));
          }
        },
      ),
    );

  addRemote(quotas, {
    usage: "forecast",
    summary: "Show how much of the monthly quotas will have been used at the month's end",
    examples: ["quotas forecast group company", "quotas forecast user company_scanner"],
  })
    .addArgument(kindArgument())
    .argument("<id>", "username or group id")
    .action(
      remotely(terminal, async ({ client, show }, [kind, id]: [SubjectKind, string]) => {
        const found = await client.quotas.forecasts(kind, id);
        const rows = Object.entries(found).map(([name, forecast]) => ({ name, ...forecast }));
        await show(found, () => renderTable(FORECAST_COLUMNS, rows));
      }),
    );

  addRemote(quotas, {
    usage: "set",
    summary: "Set what a user or group is allowed",
    examples: [
      "quotas set group company api_requests_daily 100000",
      "quotas set user alice api_requests_daily none",
    ],
  })
    .addArgument(kindArgument())
    .argument("<id>", "username or group id")
    .addArgument(quotaArgument())
    .addArgument(allowedArgument())
    .action(
      remotely(
        terminal,
        async (
          { client, show },
          [kind, id, quota, allowed]: [SubjectKind, string, string, number | null],
        ) => {
          await client.quotas.set(kind, id, { [quota]: allowed });
          await show({ kind, id, quota, allowed }, () => describeCap(id, quota, allowed));
        },
      ),
    );
}

export function kindArgument(): Argument {
  return new Argument("<kind>", "user (or service account), or group").argParser(readKind);
}

const USER_COLUMNS = [
  { title: "Quota", value: (row: UserRow) => row.name },
  { title: "Used", value: (row: UserRow) => row.user.used },
  { title: "Allowed", value: ownAllowed, isNumber: true },
  { title: "Group", value: (row: UserRow) => row.group?.inherited_from },
  { title: "Group used", value: (row: UserRow) => row.group?.used, isNumber: true },
  {
    title: "Group allowed",
    value: (row: UserRow) => row.group && formatAllowed(row.name, row.group.allowed),
    isNumber: true,
  },
] as const;

type UserRow = { readonly name: string } & OverallQuotas[string];

/** Nothing of one's own is no obstacle where a group pays. */
function ownAllowed({ name, user, group }: UserRow): string | undefined {
  return user.allowed === 0 && group !== undefined && unsetAllowed(name) === 0
    ? undefined
    : formatAllowed(name, user.allowed);
}

function userRows(overall: OverallQuotas, all: boolean): UserRow[] {
  return Object.entries(overall)
    .map(([name, sides]) => ({ name, ...sides }))
    .filter(({ user, group }) => all || isTelling(user) || (group !== undefined && isTelling(group)));
}

const GROUP_COLUMNS = [
  { title: "Quota", value: (row: GroupRow) => row.name },
  { title: "Used", value: (row: GroupRow) => row.used },
  { title: "Allowed", value: (row: GroupRow) => formatAllowed(row.name, row.allowed), isNumber: true },
  { title: "Share", value: (row: GroupRow) => formatShare(row.name, row.used, row.allowed), isNumber: true },
] as const;

type GroupRow = { readonly name: string } & QuotaAttribute[string];

function groupRows(quotas: QuotaAttribute, all: boolean): GroupRow[] {
  return Object.entries(quotas)
    .map(([name, quota]) => ({ name, ...quota }))
    .filter((row) => all || isTelling(row));
}

const FORECAST_COLUMNS = [
  { title: "Quota", value: (row: ForecastRow) => row.name },
  { title: "Used", value: (row: ForecastRow) => row.used },
  { title: "Forecast", value: (row: ForecastRow) => row.forecast },
  { title: "Allowed", value: (row: ForecastRow) => formatAllowed(row.name, row.allowed), isNumber: true },
  { title: "Used up", value: (row: ForecastRow) => formatTime(row.exhaustion_date) },
  { title: "Begins again", value: (row: ForecastRow) => formatTime(row.reset_date) },
] as const;

type ForecastRow = { readonly name: string } & QuotaForecasts[string];

function isTelling({ allowed, used }: QuotaAttribute[string]): boolean {
  return allowed > 0 || used > 0;
}
