import { sql } from "kysely";
import type { User } from "../model/user.ts";
import type { Db } from "./database.ts";
import { forUpdate } from "./locks.ts";
import { findUsersByEmail } from "./users.ts";

/**
 * Those that exist, as they stay until this transaction ends: an account without a group could otherwise
 * be joined to two at once. `emails` in lower case. Rows are locked in one order, so that two cannot
 * wait for each other.
 */
export async function lockUsersByEmail(tx: Db, emails: readonly string[]): Promise<User[]> {
  if (emails.length === 0) return [];
  await sql`select uid from users where email in (${sql.join(emails)}) order by uid ${forUpdate(tx)}`.execute(
    tx,
  );
  return findUsersByEmail(tx, emails);
}
