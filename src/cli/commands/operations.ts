import type { Command } from "commander";
import type { Setting, Upstream } from "../../client/objects.ts";
import { formatTime } from "../format.ts";
import { addRemote, remotely } from "../remote.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";

export function addOperations(program: Command, terminal: Terminal): void {
  const upstreams = program
    .command("upstreams")
    .description("The upstreams and how they do: list, check (operators)");
  addRemote(upstreams, {
    usage: "list",
    summary: "Show how the upstreams do, by what calls have met",
    examples: ["upstreams list"],
  }).action(
    remotely(terminal, async ({ client, show }) => {
      const found = await client.operations.upstreams();
      await show(found, () => renderTable(UPSTREAM_COLUMNS, found));
    }),
  );
  addRemote(upstreams, {
    usage: "check",
    summary: "Ask each upstream now whether it answers; it costs no quota there",
    examples: ["upstreams check"],
  }).action(
    remotely(terminal, async ({ client, show }) => {
      const found = await client.operations.checkUpstreams();
      await show(found, () => renderTable(UPSTREAM_COLUMNS, found));
    }),
  );

  const settings = program.command("settings").description("The settings of the server (operators)");
  addRemote(settings, {
    usage: "list",
    summary: "Show every setting in force; secrets stay hidden",
    examples: ["settings list"],
  }).action(
    remotely(terminal, async ({ client, show }) => {
      const found = await client.operations.settings();
      await show(found, () => renderTable(SETTING_COLUMNS, found));
    }),
  );
}

const UPSTREAM_COLUMNS = [
  { title: "Prefix", value: (upstream: Upstream) => upstream.id },
  { title: "URL", value: (upstream: Upstream) => upstream.attributes.url },
  { title: "Reachable", value: (upstream: Upstream) => upstream.attributes.is_reachable },
  { title: "In flight", value: (upstream: Upstream) => upstream.attributes.calls_in_flight },
  {
    title: "Median ms",
    value: (upstream: Upstream) => upstream.attributes.latency_ms?.median,
    isNumber: true,
  },
  { title: "Last success", value: (upstream: Upstream) => formatTime(upstream.attributes.last_success) },
  { title: "Last failure", value: lastFailureOf },
] as const;

function lastFailureOf({ attributes: { last_failure: failure } }: Upstream): string | undefined {
  return failure && `${formatTime(failure.date)} ${failure.reason}`;
}

const SETTING_COLUMNS = [
  { title: "Setting", value: (setting: Setting) => setting.id },
  { title: "Value", value: shownValue },
  { title: "From", value: (setting: Setting) => setting.attributes.source.replace("_", " ") },
] as const;

function shownValue({ attributes: { value, is_secret, is_set } }: Setting): string | undefined {
  return is_secret && is_set ? "(secret)" : value;
}
