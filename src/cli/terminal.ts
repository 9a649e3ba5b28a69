import { Writable } from "node:stream";
import type { Environment } from "../server/setting-reader.ts";
import { PipedLines } from "./piped-lines.ts";

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
  /** The same, but nobody who looks on sees what is typed. */
  askUnseen(question: string): Promise<string | undefined>;
  /** The next line that a program sends on standard input; undefined when there is none. */
  readLine(): Promise<string | undefined>;
}

export function processTerminal(): Terminal {
  // Whoever closes the pipe early, as `head` does, has seen enough.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
  const piped = new PipedLines(process.stdin);
  return {
    write: (text) => void process.stdout.write(text),
    tell: (text) => void process.stderr.write(text),
    canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
    isWatched: process.stderr.isTTY === true,
    ask: (question) => ask(question, process.stderr),
    async askUnseen(question) {
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
      const answer = await ask(question, nowhere);
      process.stderr.write("\n");
      return answer;
    },
    readLine: () => piped.next(),
  };
}

/** What is typed is echoed on `echo`. */
async function ask(question: string, echo: NodeJS.WritableStream): Promise<string | undefined> {
  const { createInterface } = await import("node:readline/promises");
  // From here on the terminal itself echoes nothing; only then may anybody be asked.
  const reader = createInterface({ input: process.stdin, output: echo, terminal: true, historySize: 0 });
  const ended = new Promise<undefined>((resolve) => reader.once("close", () => resolve(undefined)));
  try {
    if (echo !== process.stderr) process.stderr.write(question);
    return await Promise.race([reader.question(echo === process.stderr ? question : ""), ended]);
  } finally {
    reader.close();
  }
}
