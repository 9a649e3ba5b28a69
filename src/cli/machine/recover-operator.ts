import { recoverOperator } from "../../access/operator-recovery.ts";
import { createLog } from "../../base/log.ts";
import { standardErrorLines } from "../../base/log-destination.ts";
import { compose } from "../../server/compose.ts";
import { release } from "../../server/server.ts";
import { readSettings } from "../../server/settings.ts";
import { lockForServer } from "../../store/server-lock.ts";
import { safeJson } from "../format.ts";
import type { Terminal } from "../terminal.ts";
import { describeOperator } from "./describe-operator.ts";
import { requireExisting } from "./open-database.ts";

export interface RecoverOperatorOptions {
  readonly username: string;
  readonly json?: boolean;
}

/** Lets somebody in again when nobody is left who could; raises an Error while a server runs on the database. */
export async function recoverOperatorCommand(
  terminal: Terminal,
  options: RecoverOperatorOptions,
): Promise<void> {
  const { settings, secrets } = readSettings(terminal.environment);
  requireExisting(secrets.databaseUrl);
  const log = createLog({ level: settings.logLevel, destination: standardErrorLines() });
  // What a running server remembers of the account would be out of date.
  await using _lock = await lockForServer(secrets.databaseUrl);
  const parts = await compose(settings, secrets, { log });
  try {
    const operator = await recoverOperator(parts, options.username);
    const sentence = `"${operator.id}" is an operator again`;
    terminal.write(
      options.json === true ? `${safeJson(operator, 2)}\n` : describeOperator(operator, sentence),
    );
  } finally {
    await release(parts);
  }
}
