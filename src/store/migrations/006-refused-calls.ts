import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import { columnTypes } from "./column-types.ts";

/** Who was refused and why, by the hour. */
export const refusedCalls: Migration = {
  async up(db) {
    const { id, integer, table } = columnTypes(db);
    for (const statement of [
      `create table refused_calls (
        hour ${integer} not null,
        uid ${integer} not null,
        gid ${integer} not null,
        code ${id} not null,
        quota ${id} not null,
        side ${id} not null,
        calls ${integer} not null,
        last_at ${integer} not null,
        last_method text not null,
        last_endpoint text not null,
        last_address text not null,
        primary key (hour, uid, gid, code, quota, side)
      ) ${table}`,
      "create index refused_calls_group on refused_calls (gid, hour)",
      "create index refused_calls_user on refused_calls (uid, hour)",
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};
