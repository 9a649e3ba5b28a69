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
export class Session {
  readonly client: Client;
  readonly terminal: Terminal;
  readonly progress: Progress;
  readonly #options: SessionOptions;

  constructor(client: Client, terminal: Terminal, progress: Progress, options: SessionOptions) {
    this.client = client;
    this.terminal = terminal;
    this.progress = progress;
    this.#options = options;
  }

  get isForPrograms(): boolean {
    return this.#options.json === true;
  }

  /** Shows a result: to programs as JSON, to people as the text. */
  async show(value: unknown, text: () => string | Promise<string>): Promise<void> {
    const output = this.isForPrograms ? `${safeJson(value, 2)}\n` : await text();
    this.progress.stop();
    this.terminal.write(output);
  }

  /** Asks before something is destroyed; raises CliError unless the answer is `expected`, or yes when there is none. */
  async confirm(sentence: string, expected?: string): Promise<void> {
    if (this.#options.yes === true) return;
    if (!this.terminal.canAsk) {
      throw new CliError(`${sentence} Nobody can be asked here: repeat the command with --yes to do it.`);
    }
    this.progress.stop();
    const how = expected === undefined ? "[y/N] " : `Type ${expected} to do it: `;
    const answer = (await this.terminal.ask(`${sentence} ${how}`))?.trim();
    const isYes = expected === undefined ? /^y(es)?$/i.test(answer ?? "") : answer === expected;
    if (!isYes) throw new CliError("Nothing was changed.");
    this.progress.start();
  }
}
