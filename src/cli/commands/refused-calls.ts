import { type Command, Option } from "commander";
import type { RefusedCalls } from "../../client/objects.ts";
import { readDay, readKind, type SubjectKind } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { formatTime } from "../format.ts";
import { addRemote, remotely } from "../remote.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";

interface RefusedOptions {
  readonly from?: string;
  readonly to?: string;
}

export function addRefused(usage: Command, terminal: Terminal): void {
  addRemote(usage, {
    usage: "refused",
    summary: "Show which calls were refused and why; everybody's unless told whose (operators)",
    examples: ["usage refused group company", "usage refused user me --from 2026-07-01", "usage refused"],
  })
    .argument("[kind]", "user (or service account), or group", readKind)
    .argument("[id]", "username or group id")
    .addOption(new Option("--from <day>", "first day, such as 2026-07-01").argParser(readDay))
    .addOption(new Option("--to <day>", "last day").argParser(readDay))
    .action(
      remotely(
        terminal,
        async (
          { client, show },
          [kind, id]: [SubjectKind | undefined, string | undefined],
          { from, to }: RefusedOptions,
        ) => {
          const dates = { start_date: from, end_date: to };
          if (kind !== undefined && id === undefined) throw new CliError(`Say which ${kind}`);
          const found = await (kind === undefined || id === undefined
            ? client.refusedCalls.all(dates)
            : client.refusedCalls.of(kind, id, dates));
          await show(found, () => renderTable(COLUMNS, found.latest));
        },
      ),
    );
}

type Refused = RefusedCalls["latest"][number];

const COLUMNS = [
  { title: "Last", value: (row: Refused) => formatTime(row.date) },
  { title: "Account", value: (row: Refused) => row.account?.id },
  { title: "Why", value: (row: Refused) => row.code },
  { title: "Quota", value: (row: Refused) => row.quota && `${row.quota} of the ${row.side}` },
  { title: "Endpoint", value: (row: Refused) => `${row.method} ${row.endpoint}` },
  { title: "From", value: (row: Refused) => row.address },
  { title: "In that hour", value: (row: Refused) => row.calls },
] as const;
