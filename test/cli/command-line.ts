import { run } from "../../src/cli/run.ts";
import type { TestServer } from "../harness.ts";

export interface Outcome {
  readonly code: number;
  /** Standard output. */
  readonly out: string;
  /** Standard error. */
  readonly err: string;
}

export interface Seat {
  /** Lines that a person types when asked; without them nobody can be asked. */
  readonly types?: readonly string[];
  /** Lines that a program sends on standard input. */
  readonly pipes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Stands on standard error where something was typed that nobody who looks on may see. */
export const UNSEEN = "\u2022\n";

/** Runs a command line in this process, as it would run at a terminal. */
export async function tollgate(
  args: readonly string[],
  { types, pipes = [], environment = {} }: Seat = {},
): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const answers = [...(types ?? [])];
  const lines = [...pipes];
  const code = await run(args, {
    environment,
    write: (text) => void out.push(text),
    tell: (text) => void err.push(text),
    canAsk: types !== undefined,
    isWatched: false,
    ask: async (question) => {
      err.push(question);
      return answers.shift();
    },
    askUnseen: async (question) => {
      err.push(`${question}${UNSEEN}`);
      return answers.shift();
    },
    readLine: async () => lines.shift(),
  });
  return { code, out: out.join(""), err: err.join("") };
}

/** The same against a server, as its operator or with the key given; `types` is what a person types when asked. */
export function commandLineOf(server: TestServer, key = server.operator.apikey) {
  const environment = { TOLLGATE_URL: server.url, TOLLGATE_API_KEY: key };
  return (args: readonly string[], types?: readonly string[]) =>
    tollgate(args, { environment, ...(types && { types }) });
}

/** What a command printed with --json. */
// biome-ignore lint/suspicious/noExplicitAny: an answer is what is being tested, so no type can be claimed for it.
export function parsed({ out }: Outcome): any {
  return JSON.parse(out);
}
