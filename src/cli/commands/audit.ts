import { type Command, Option } from "commander";
import type { ActivityLogEntry, AuditLogEntry } from "../../client/objects.ts";
import { readCount } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { firstOf } from "../first-of.ts";
import { formatCount, formatTime, safeJson } from "../format.ts";
import { addRemote, remotely } from "../remote.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";

interface AuditOptions {
  readonly group?: string;
  readonly filter?: string;
}

export function addAudit(program: Command, terminal: Terminal): void {
  const audit = program.command("audit").description("Who changed what: list, verify, export");

  addSelection(
    addRemote(audit, {
      usage: "list",
      summary: "List the newest entries; of all groups for operators",
      examples: ["audit list --limit 100", "audit list --group company --filter user:alice"],
    }),
  )
    .addOption(new Option("--limit <number>", "how many").argParser(readCount).default(50))
    .action(
      remotely(
        terminal,
        async ({ client, show }, _args: [], options: AuditOptions & { readonly limit: number }) => {
          const { group, filter, limit } = options;
          if (group === undefined) {
            const found = await firstOf(client.audit.list({ filter }), limit);
            await show(found, () => renderTable(AUDIT_COLUMNS, found));
          } else {
            const found = await firstOf(client.audit.ofGroup(group, { filter }), limit);
            await show(found, () => renderTable(ACTIVITY_COLUMNS, found));
          }
        },
      ),
    );

  addRemote(audit, {
    usage: "verify",
    summary: "Check the hash chain of all entries (operators); names the first bad one",
    examples: ["audit verify", "audit verify --expected-head 1042:9f2c…"],
  })
    .option("--expected-head <head>", "the head that an earlier verification reported")
    .action(
      remotely(
        terminal,
        async ({ client, show }, _args: [], { expectedHead }: { readonly expectedHead?: string }) => {
          const report = await client.audit.verify(expectedHead);
          await show(report, () => {
            const head = report.head === undefined ? "" : ` Head: ${report.head}`;
            return `Good: ${formatCount(report.entries, "entry", "entries")}.${head}\n`;
          });
          const bad = report.first_bad;
          if (bad !== undefined) throw new CliError(`Entry ${bad.seq} is bad: ${bad.why}`);
        },
      ),
    );

  addSelection(
    addRemote(audit, {
      usage: "export",
      summary: "Print all entries as JSON Lines, newest first",
      examples: [
        "audit export > audit.jsonl",
        "audit export --group company --filter action:DELETE_GROUP_USER",
      ],
    }),
  ).action(
    remotely(terminal, async ({ client, progress }, _args: [], { group, filter }: AuditOptions) => {
      const entries =
        group === undefined ? client.audit.list({ filter }) : client.audit.ofGroup(group, { filter });
      for await (const entry of entries) {
        progress.stop();
        terminal.write(`${safeJson(entry)}\n`);
      }
    }),
  );
}

const AUDIT_COLUMNS = [
  { title: "Entry", value: (entry: AuditLogEntry) => entry.id },
  { title: "Date", value: (entry: AuditLogEntry) => formatTime(entry.attributes.date) },
  { title: "Action", value: (entry: AuditLogEntry) => entry.attributes.action },
  { title: "Outcome", value: (entry: AuditLogEntry) => entry.attributes.outcome },
  { title: "By", value: (entry: AuditLogEntry) => entry.attributes.actor },
  { title: "From", value: (entry: AuditLogEntry) => entry.attributes.address },
  { title: "To", value: (entry: AuditLogEntry) => entry.attributes.target },
  { title: "Group", value: (entry: AuditLogEntry) => entry.attributes.group },
] as const;

const ACTIVITY_COLUMNS = [
  { title: "Date", value: (entry: ActivityLogEntry) => formatTime(entry.attributes.date) },
  { title: "Action", value: (entry: ActivityLogEntry) => entry.attributes.action },
  { title: "Outcome", value: (entry: ActivityLogEntry) => entry.attributes.outcome },
  { title: "By", value: (entry: ActivityLogEntry) => entry.attributes.info?.user },
  { title: "From", value: (entry: ActivityLogEntry) => entry.attributes.ip },
  { title: "To", value: (entry: ActivityLogEntry) => entry.attributes.info?.target },
] as const;

function addSelection(command: Command): Command {
  return command
    .option("--group <group>", "only what happened in this group, for its administrators")
    .option("--filter <terms>", "such as date:2026-07-01+ user:alice action:ADD_GROUP_USER");
}
