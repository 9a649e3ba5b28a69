import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import { columnTypes } from "./column-types.ts";

/** Links that set a new password: one for each account at most. */
export const passwordResets: Migration = {
  async up(db) {
    const { id, integer, table } = columnTypes(db);
    for (const statement of [
      `create table password_resets (
        uid ${integer} primary key not null references users (uid) on delete cascade,
        token_hash ${id} not null,
        expires_at ${integer} not null
      ) ${table}`,
      "create unique index password_resets_token_hash on password_resets (token_hash)",
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};
