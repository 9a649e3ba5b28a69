import type { Client } from "../client/client.ts";
import { CliError } from "./cli-error.ts";
import { safeJson } from "./format.ts";
import type { Progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface SessionOptions {
  /** For programs: one JSON document on standard output and nothing else. */
  readonly json?: boolean;
  /** Do not ask. */
  readonly yes?: boolean;
}

/** What a command that talks to the server has at hand. */
export interface Session {
  readonly client: Client;
  readonly terminal: Terminal;
  readonly progress: Progress;
  readonly isForPrograms: boolean;
  /** Shows a result: to programs as JSON, to people as the text. */
  show(value: unknown, text: () => string | Promise<string>): Promise<void>;
  /** Asks before something is destroyed; raises CliError unless the answer is `expected`, or yes when there is none. */
  confirm(sentence: string, expected?: string): Promise<void>;
}

export function openSession(
  client: Client,
  terminal: Terminal,
  progress: Progress,
  options: SessionOptions,
): Session {
  const isForPrograms = options.json === true;
  return {
    client,
    terminal,
    progress,
    isForPrograms,
    async show(value, text) {
      const output = isForPrograms ? `${safeJson(value, 2)}\n` : await text();
      progress.stop();
      terminal.write(output);
    },
    async confirm(sentence, expected) {
      if (options.yes === true) return;
      if (!terminal.canAsk) {
        throw new CliError(`${sentence} Nobody can be asked here: repeat the command with --yes to do it.`);
      }
      progress.stop();
      const how = expected === undefined ? "Go on? [y/N] " : `Type ${expected} to go on: `;
      const answer = (await terminal.ask(`${sentence} ${how}`))?.trim() ?? "";
      const isConfirmed = expected === undefined ? /^y(es)?$/i.test(answer) : answer === expected;
      if (!isConfirmed) throw new CliError("Nothing was changed.");
      progress.start();
    },
  };
}
