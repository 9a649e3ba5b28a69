import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import { columnTypes } from "./column-types.ts";

/** When a key or a session of each account was last used, so that a list can be ordered by it without a look at every key. */
export const lastSeen: Migration = {
  async up(db) {
    const { integer, table } = columnTypes(db);
    for (const statement of [
      `create table last_seen (
        uid ${integer} primary key not null,
        at ${integer} not null
      ) ${table}`,
      `insert into last_seen (uid, at) select uid, max(at) from (
        select uid, last_used_at as at from api_keys union all select uid, last_seen_at from sessions
      ) as uses where at is not null group by uid`,
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};
