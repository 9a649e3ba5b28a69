import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { addRemote, remotely } from "../remote.ts";
import type { Terminal } from "../terminal.ts";

interface ApplyOptions {
  readonly dryRun?: boolean;
}

export function addApply(program: Command, terminal: Terminal): void {
  addRemote(program, {
    usage: "apply <file>",
    summary:
      "Bring groups, users, service accounts and quotas to what a YAML file says, after showing the plan",
    examples: ["apply company.yaml --dry-run", "apply company.yaml --yes"],
    asks: true,
  })
    .option("--dry-run", "show the plan and change nothing")
    .action(
      remotely(terminal, async (session, [file]: [string], { dryRun }: ApplyOptions) => {
        const text = await readFile(file, "utf8").catch((error: Error) => {
          throw new CliError(`Cannot read the file: ${error.message}`);
        });
        const { applyText } = await import("../apply/apply.ts");
        await applyText(session, file, text, dryRun === true);
      }),
    );
}
