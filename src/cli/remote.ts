import { readFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { Client } from "../client/client.ts";
import { parsePublicUrl } from "../server/setting-values.ts";
import type { ClientSettings } from "../server/settings.ts";
import { CliError } from "./cli-error.ts";
import { formatNumber } from "./format.ts";
import { LINK_HELP, type LinkedPage, readLink } from "./link.ts";
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
  /** What it goes by instead of a key: nothing, or a link that somebody was sent. */
  readonly insteadOfKey?: "nothing" | "link";
}

/** Adds a command that talks to the server; its own arguments, options and action are the caller's to add. */
export function addRemote(parent: Command, about: RemoteCommand): Command {
  const command = parent.command(about.usage).description(about.summary);
  if (about.asks) command.addOption(common("-y, --yes", "do not ask"));
  withExamples(command, about.examples)
    .addOption(common("--json", "print JSON for programs"))
    .addOption(common("--url <url>", "the server; otherwise TOLLGATE_URL"));
  if (about.insteadOfKey === "link") return command.addHelpText("after", LINK_HELP);
  if (about.insteadOfKey === "nothing") return command;
  return command.addOption(
    common("--key-file <file>", "a file that holds the API key; otherwise TOLLGATE_API_KEY"),
  );
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
  return running<Args, Options>(terminal, async (progress, options, args) => {
    const client = await connect(terminal, options.url, progress, await keyOf(terminal, options));
    await action(openSession(client, terminal, progress, options), args, options);
  });
}

/** The same without a key. */
export function anonymously<Args extends readonly unknown[], Options extends object>(
  terminal: Terminal,
  action: RemoteAction<Args, Options>,
): (this: Command) => Promise<void> {
  return running<Args, Options>(terminal, async (progress, options, args) => {
    const client = await connect(terminal, options.url, progress, undefined);
    await action(openSession(client, terminal, progress, options), args, options);
  });
}

/** The same by a link that somebody was sent, at the server that made it. */
export function byLink<Args extends readonly unknown[], Options extends object>(
  terminal: Terminal,
  page: LinkedPage,
  action: (session: Session, token: string, args: Args, options: Options) => Promise<void>,
): (this: Command) => Promise<void> {
  return running<Args, Options>(terminal, async (progress, options, args) => {
    const { token, url } = await readLink({ terminal, progress }, page);
    const client = await connect(terminal, options.url ?? url, progress, undefined);
    await action(openSession(client, terminal, progress, options), token, args, options);
  });
}

function running<Args extends readonly unknown[], Options extends object>(
  terminal: Terminal,
  action: (progress: Progress, options: Options & RemoteOptions, args: Args) => Promise<void>,
): (this: Command) => Promise<void> {
  return async function run(this: Command) {
    using progress = new Progress(terminal, "Waiting for the server");
    progress.start();
    // Commander has matched the arguments with the very usage that the action was written for.
    const args = this.processedArgs as readonly unknown[] as Args;
    await action(progress, this.opts<Options & RemoteOptions>(), args);
  };
}

async function connect(
  terminal: Terminal,
  given: string | undefined,
  progress: Progress,
  key: string | undefined,
): Promise<Client> {
  const url = given === undefined ? (await settingsOf(terminal)).url : parseUrl(given);
  return new Client(url, key, {
    userAgent: "tollgate-cli",
    onProgress: (received) => progress.say(`Received ${formatNumber(received)} so far`),
  });
}

async function keyOf(terminal: Terminal, { keyFile }: RemoteOptions): Promise<string> {
  const key = keyFile === undefined ? (await settingsOf(terminal)).apiKey : readKeyFile(keyFile);
  if (key === undefined) {
    throw new CliError("No API key: set TOLLGATE_API_KEY, or name a file that holds one by --key-file");
  }
  if (/^[0-9a-f]{64}$/.test(key)) return key;
  throw new CliError("That is not an API key: a key is 64 characters from 0 to 9 and a to f");
}

async function settingsOf({ environment }: Terminal): Promise<ClientSettings> {
  const { readClientSettings } = await import("../server/settings.ts");
  return readClientSettings(environment);
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
