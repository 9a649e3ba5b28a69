import { bootstrap, isEmpty } from "../../access/bootstrap.ts";
import { parseRfc3339, TestClock } from "../../base/clock.ts";
import { createLog } from "../../base/log.ts";
import { standardErrorLines } from "../../base/log-destination.ts";
import { type RunningServer, startServer } from "../../server/server.ts";
import { readSettings } from "../../server/settings.ts";
import { CliError } from "../cli-error.ts";
import type { Terminal } from "../terminal.ts";
import { describeOperator } from "./describe-operator.ts";
import { startProblem } from "./start-problem.ts";
import { toldToEnd } from "./told-to-end.ts";

const OPERATOR = "operator";
/** A name that can never receive mail (RFC 6761). */
const OPERATOR_EMAIL = "operator@tollgate.invalid";

export interface ServeOptions {
  readonly listen?: string;
  /** The instant at which the server's clock stands until it is set. */
  readonly testClock?: string;
}

/** Runs the server until the process is told to end. Its address is the one line on standard output. */
export async function serve(terminal: Terminal, { listen, ...options }: ServeOptions): Promise<void> {
  const testClock = options.testClock === undefined ? undefined : standingClock(options.testClock);
  const { settings, secrets } = readSettings(terminal.environment, { listen });
  const log = createLog({ level: settings.logLevel, destination: standardErrorLines() });
  const server = await startServer(settings, secrets, { log, testClock }).catch((error: unknown) => {
    throw startProblem(error, settings.listen);
  });
  // Whoever reads the address may send the signal at once.
  const end = toldToEnd();
  await greet(terminal, server);
  await end;
  await server.close();
}

async function greet(terminal: Terminal, { parts, url }: RunningServer): Promise<void> {
  if (await isEmpty(parts.store)) {
    const operator = await bootstrap(parts.newAccounts, OPERATOR, OPERATOR_EMAIL);
    terminal.tell(describeOperator(operator));
  }
  terminal.write(`Tollgate listens on ${url}\n`);
}

function standingClock(text: string): TestClock {
  const nowMs = parseRfc3339(text);
  if (nowMs === undefined) {
    throw new CliError("--test-clock must be an instant of RFC 3339, such as 2026-03-31T23:59:58Z");
  }
  return new TestClock(nowMs);
}
