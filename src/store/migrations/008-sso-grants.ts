import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import { columnTypes } from "./column-types.ts";

/** By what a directory can be asked about its people again, and when it last was. */
export const ssoGrants: Migration = {
  async up(db) {
    const { integer, table } = columnTypes(db);
    await sql
      .raw(`create table sso_grants (
        uid ${integer} primary key not null references users (uid) on delete cascade,
        refresh_token text not null,
        checked_at ${integer} not null
      ) ${table}`)
      .execute(db);
  },
};
