import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import { columnTypes } from "./column-types.ts";

/** Accounts that a directory manages. */
export const singleSignOn: Migration = {
  async up(db) {
    const { id, integer } = columnTypes(db);
    for (const statement of [
      `alter table users add column sso_issuer ${id}`,
      `alter table users add column sso_subject ${id}`,
      `alter table users add column sso_suspended ${integer} not null default 0`,
      "create unique index users_sso on users (sso_issuer, sso_subject)",
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};
