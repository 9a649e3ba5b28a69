import { readFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { Client } from "../client/client.ts";
import { parsePublicUrl } from "../server/setting-values.ts";
import { CliError } from "./cli-error.ts";
import { formatNumber } from "./format.ts";
import { Progress } from "./progress.ts";
import { openSession, type Session, type SessionOptions } from "./session.ts";
import type { Terminal } from "./terminal.ts";

export interface RemoteOptions extends SessionOptions {
  readonly url?: string;
  readonly keyFile?: string;
}

/** What a command does with its arguments and options, which are typed as its usage has them. */
export type RemoteAction<Args extends readonly unknown[], Options extends object> = (
  session: Session,
  args: Args,
  options: Options,
) => Promise<void>;

export interface RemoteCommand {
  /** As commander writes it: `show <user>`. */
  readonly usage: string;
  readonly summary: string;
  /** Arguments of `tollgate` that show the command at work. */
  readonly examples: readonly string[];
  /** Destroys something: asks, unless --yes. */
  readonly asks?: true;
}

/** Adds a command that talks to the server; its own arguments, options and action are the caller's to add. */
export function addRemote(parent: Command, { usage, summary, examples, asks }: RemoteCommand): Command {
  const command = parent.command(usage).description(summary);
  if (asks) command.addOption(common("-y, --yes", "do not ask"));
  return withExamples(command, examples)
    .addOption(common("--json", "print JSON for programs"))
    .addOption(common("--url <url>", "the server; otherwise TOLLGATE_URL"))
    .addOption(common("--key-file <file>", "a file that holds the API key; otherwise TOLLGATE_API_KEY"));
}

/** Every help text ends with the command at work. */
export function withExamples(command: Command, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  $ tollgate ${example}\n`);
  return command.addHelpText("after", `\nExample${lines.length > 1 ? "s" : ""}:\n${lines.join("")}`);
}

/** Runs the action with a client made of options and environment. */
export function remotely<Args extends readonly unknown[], Options extends object>(
  terminal: Terminal,
  action: RemoteAction<Args, Options>,
): (this: Command) => Promise<void> {
  return async function run(this: Command) {
    const options = this.opts<Options & RemoteOptions>();
    using progress = new Progress(terminal, "Waiting for the server");
    const client = await connect(terminal, options, progress);
    progress.start();
    // Commander has matched the arguments with the very usage that the action was written for.
    const args = this.processedArgs as readonly unknown[] as Args;
    await action(openSession(client, terminal, progress, options), args, options);
  };
}

async function connect(terminal: Terminal, options: RemoteOptions, progress: Progress): Promise<Client> {
  const { readClientSettings } = await import("../server/settings.ts");
  const settings = readClientSettings(terminal.environment);
  const url = options.url === undefined ? settings.url : parseUrl(options.url);
  const key = options.keyFile === undefined ? settings.apiKey : readKeyFile(options.keyFile);
  if (key === undefined) {
    throw new CliError("No API key: set TOLLGATE_API_KEY, or name a file that holds one by --key-file");
  }
  if (!/^[0-9a-f]{64}$/.test(key)) {
    throw new CliError("That is not an API key: a key is 64 characters from 0 to 9 and a to f");
  }
  return new Client(url, key, {
    userAgent: "tollgate-cli",
    onProgress: (received) => progress.say(`Received ${formatNumber(received)} so far`),
  });
}

function parseUrl(text: string): string {
  const parsed = parsePublicUrl(text);
  if ("problem" in parsed) throw new CliError(`--url ${parsed.problem}`);
  return parsed.value;
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new CliError(
      `--key-file cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** An option that every such command has stands apart from the command's own. */
function common(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup("Common options:");
}
