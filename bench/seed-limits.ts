import type { DatabaseSync } from "node:sqlite";

/** Never met: a call that is refused would cost less. */
const ALLOWED = 100_000_000;

/** Six counters decide about every call of everybody: hour, day and month, of the user and of the group. */
export function seedLimits(database: DatabaseSync): void {
  for (const window of ["hourly", "daily", "monthly"]) {
    const values = `'api_requests_${window}', ${ALLOWED}`;
    database.exec(
      `insert into quota_limits (subject, subject_id, quota, allowed) select 'user', uid, ${values} from users`,
    );
    database.exec(
      `insert into quota_limits (subject, subject_id, quota, allowed) select 'group', gid, ${values} from groups`,
    );
  }
}
