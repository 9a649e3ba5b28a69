import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { migrate } from "../../store/migrate.ts";
import { safeJson } from "../format.ts";
import { Progress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { openDatabase, sqlitePath } from "./open-database.ts";

/** Brings the schema up to this program; says what it did. */
export async function migrateCommand(terminal: Terminal, json: boolean): Promise<void> {
  await using database = await openDatabase(terminal, (url) => {
    const path = sqlitePath(url);
    if (path !== undefined) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  });
  using progress = new Progress(terminal, "Migrating the database");
  progress.start();
  const applied = await migrate(database.store);
  progress.stop();
  if (json) terminal.write(`${safeJson({ applied }, 2)}\n`);
  else if (applied.length === 0) terminal.write("The schema is up to date.\n");
  else terminal.write(applied.map((name) => `Applied ${name}.\n`).join(""));
}
