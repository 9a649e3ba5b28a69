import type { Environment } from "../server/setting-reader.ts";

/** Where a command reads and writes; what a test replaces. */
export interface Terminal {
  /** Undefined: the process's own. */
  readonly environment?: Environment;
  /** Results, on standard output. */
  write(text: string): void;
  /** Everything that is not a result, on standard error. */
  tell(text: string): void;
  /** Whether a person can be asked. */
  readonly canAsk: boolean;
  /** Whether a person watches standard error, so that a line there may be written over. */
  readonly isWatched: boolean;
  /** Asks on standard error and returns the line that is typed, or undefined at the end of input. */
  ask(question: string): Promise<string | undefined>;
}

export function processTerminal(): Terminal {
  // Whoever closes the pipe early, as `head` does, has seen enough.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
  return {
    write: (text) => void process.stdout.write(text),
    tell: (text) => void process.stderr.write(text),
    canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
    isWatched: process.stderr.isTTY === true,
    async ask(question) {
      const { createInterface } = await import("node:readline/promises");
      const reader = createInterface({ input: process.stdin, output: process.stderr });
      const ended = new Promise<undefined>((resolve) => reader.once("close", () => resolve(undefined)));
      try {
        return await Promise.race([reader.question(question), ended]);
      } finally {
        reader.close();
      }
    },
  };
}
