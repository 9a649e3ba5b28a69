import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { addRemote, remotely } from "../remote.ts";
import type { Terminal } from "../terminal.ts";

interface SeedOptions {
  /** False when --no-usage was given. */
  readonly usage: boolean;
}

export function addSeed(program: Command, terminal: Terminal): void {
  addRemote(program, {
    usage: "seed [file]",
    summary:
      "Fill a server with a believable organisation, or with that of a file of `apply`, and its past usage",
    examples: ["seed", "seed company.yaml --no-usage --yes"],
    asks: true,
  })
    .option("--no-usage", "record no past usage, for which this command needs the server's own database")
    .addHelpText("after", USAGE)
    .action(
      remotely(terminal, async (session, [file]: [string | undefined], { usage }: SeedOptions) => {
        const { seed } = await import("../seed/seed.ts");
        await seed(session, file === undefined ? undefined : await read(file), usage);
      }),
    );
}

const USAGE = `
Groups, people, service accounts and quotas are made through the API. Past usage goes straight into the database, so
run this on the server's machine with the server's settings, and before those accounts call anything: what an account
has used is remembered by the server from its first call on. Accounts that have usage already get none.
`;

async function read(file: string) {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new CliError(`Cannot read the file: ${error.message}`);
  });
  return { name: file, text };
}
