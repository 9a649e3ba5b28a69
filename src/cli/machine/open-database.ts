import { existsSync } from "node:fs";
import { createLog } from "../../base/log.ts";
import { standardErrorLines } from "../../base/log-destination.ts";
import { readSettings } from "../../server/settings.ts";
import { Store } from "../../store/store.ts";
import { CliError } from "../cli-error.ts";
import type { Terminal } from "../terminal.ts";

const SQLITE = "sqlite:";

/** The database of the settings, with whatever schema it has. `prepare` is told its address before it is opened. */
export async function openDatabase(terminal: Terminal, prepare: (url: string) => void) {
  const { settings, secrets } = readSettings(terminal.environment);
  prepare(secrets.databaseUrl);
  const log = createLog({ level: settings.logLevel, destination: standardErrorLines() });
  const store = await Store.open(secrets.databaseUrl, { log });
  return { store, log, dataDir: settings.dataDir, [Symbol.asyncDispose]: () => store.close() };
}

/** To be the `prepare` of those who need what is there: opening would make an empty database, of which everything is true. */
export function requireExisting(databaseUrl: string): void {
  const path = sqlitePath(databaseUrl);
  if (path !== undefined && !existsSync(path)) throw new CliError(`There is no database at ${path}`);
}

/** The file of an embedded database; undefined for any other. */
export function sqlitePath(databaseUrl: string): string | undefined {
  return databaseUrl.startsWith(SQLITE) ? databaseUrl.slice(SQLITE.length) : undefined;
}
