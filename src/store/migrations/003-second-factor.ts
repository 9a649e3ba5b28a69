import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import { columnTypes } from "./column-types.ts";

/** One-time codes by time, and the codes that replace them. */
export const secondFactor: Migration = {
  async up(db) {
    const { id, integer, table } = columnTypes(db);
    for (const statement of [
      `create table totp (
        uid ${integer} primary key not null references users (uid) on delete cascade,
        secret text not null,
        enabled_at ${integer},
        last_step ${integer} not null
      ) ${table}`,
      `create table recovery_codes (
        uid ${integer} not null references users (uid) on delete cascade,
        hash ${id} not null,
        primary key (uid, hash)
      ) ${table}`,
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};
