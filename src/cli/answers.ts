import { CliError } from "./cli-error.ts";
import type { Progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** Whom a command asks for what no option may hold: other users of a machine can read command lines. */
export interface Asking {
  readonly terminal: Terminal;
  readonly progress: Progress;
}

/**
 * What is typed after the question, or the next line of standard input where nobody can be asked; undefined at its end.
 * `what` says in the question and in errors what it is. Raises CliError when the person gives up.
 */
export async function readAnswer(
  { terminal, progress }: Asking,
  what: string,
  isSecret: boolean,
): Promise<string | undefined> {
  if (!terminal.canAsk) return terminal.readLine();
  progress.stop();
  const answer = await (isSecret ? terminal.askUnseen(`${what}: `) : terminal.ask(`${what}: `));
  if (answer === undefined) throw new CliError("Nothing was changed.");
  progress.start();
  return answer;
}

/** A password or code, which is shown nowhere. Raises CliError when there is none. */
export async function readSecret(asking: Asking, what: string): Promise<string> {
  return (await readAnswer(asking, what, true)) || missing(what);
}

/** The same for what must not be mistyped: a person types it twice. */
export async function readNewSecret(asking: Asking, what: string): Promise<string> {
  const secret = await readSecret(asking, what);
  if (!asking.terminal.canAsk) return secret;
  const again = await readAnswer(asking, "The same again", true);
  if (again !== secret) throw new CliError("These two differ. Nothing was changed.");
  return secret;
}

export function missing(what: string): never {
  throw new CliError(`${what} is missing: type it at a terminal, or send it as a line of standard input`);
}
