import { bootstrap, isEmpty } from "../../access/bootstrap.ts";
import { createLog, type Log } from "../../base/log.ts";
import { standardErrorLines } from "../../base/log-destination.ts";
import { compose, openStore } from "../../server/compose.ts";
import { release } from "../../server/server.ts";
import { readSettings } from "../../server/settings.ts";
import { lockForServer } from "../../store/server-lock.ts";
import { CliError } from "../cli-error.ts";
import { safeJson } from "../format.ts";
import type { Terminal } from "../terminal.ts";
import { describeOperator } from "./describe-operator.ts";

export interface BootstrapOptions {
  readonly username: string;
  readonly email: string;
  readonly json?: boolean;
}

/** Makes the first operator; raises CliError when somebody exists already. */
export async function bootstrapCommand(terminal: Terminal, options: BootstrapOptions): Promise<void> {
  const { settings, secrets } = readSettings(terminal.environment);
  const log = createLog({ level: settings.logLevel, destination: standardErrorLines() });
  await requireEmpty(secrets.databaseUrl, log);
  await using _lock = await lockForServer(secrets.databaseUrl);
  const parts = await compose(settings, secrets, { log });
  try {
    const operator = await bootstrap(parts.newAccounts, options.username, options.email);
    terminal.write(options.json === true ? `${safeJson(operator, 2)}\n` : describeOperator(operator));
  } finally {
    await release(parts);
  }
}

/** Told before the lock is asked for, so that whoever runs this beside a server hears why there is nothing to do. */
async function requireEmpty(databaseUrl: string, log: Log): Promise<void> {
  await using store = await openStore(databaseUrl, { log });
  if (await isEmpty(store)) return;
  throw new CliError("This database has users already; an operator among them can make more");
}
