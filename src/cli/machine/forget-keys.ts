import { Audit } from "../../access/audit.ts";
import { forgetKeys } from "../../access/key-pepper.ts";
import { systemClock } from "../../base/clock.ts";
import { loadKeyPepper } from "../../server/key-pepper.ts";
import { readSettings } from "../../server/settings.ts";
import { requireCurrentSchema } from "../../store/migrate.ts";
import { lockForServer } from "../../store/server-lock.ts";
import { CliError } from "../cli-error.ts";
import { formatCount } from "../format.ts";
import type { Terminal } from "../terminal.ts";
import { openDatabase, requireExisting } from "./open-database.ts";

/** Gives up all keys for a pepper that is lost; raises CliError unless it was told that this is meant. */
export async function forgetKeysCommand(terminal: Terminal, isMeant: boolean): Promise<void> {
  if (!isMeant) {
    throw new CliError(
      "This deletes every API key, open invitation, session and second factor, for a key pepper that is lost for good: stop the server and repeat the command with --yes to do it",
    );
  }
  const { settings, secrets } = readSettings(terminal.environment);
  await using database = await openDatabase(terminal, requireExisting);
  // A running server would go on admitting what it remembers.
  await using _lock = await lockForServer(secrets.databaseUrl);
  await requireCurrentSchema(database.store);
  const pepper = secrets.keyPepper ?? loadKeyPepper(settings.dataDir);
  const { keys, invitations, sessions, secondFactors } = await forgetKeys(
    database.store,
    new Audit(systemClock),
    pepper,
  );
  terminal.write(
    `Deleted ${formatCount(keys, "API key", "API keys")}, ${formatCount(invitations, "invitation", "invitations")}, ${formatCount(sessions, "session", "sessions")} and ${formatCount(secondFactors, "second factor", "second factors")}.\n`,
  );
}
