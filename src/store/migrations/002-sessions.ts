import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import { columnTypes } from "./column-types.ts";

/** Sessions of people who sign in by a browser. */
export const sessions: Migration = {
  async up(db) {
    const { id, integer, table } = columnTypes(db);
    for (const statement of [
      `create table sessions (
        id ${id} primary key not null,
        uid ${integer} not null references users (uid) on delete cascade,
        token_hash ${id} not null,
        method ${id} not null check (method in ('password', 'oidc')),
        oidc_sid ${id},
        created_at ${integer} not null,
        last_seen_at ${integer} not null,
        address text not null,
        client text not null
      ) ${table}`,
      "create unique index sessions_token_hash on sessions (token_hash)",
      "create index sessions_owner on sessions (uid, created_at)",
      "create index sessions_age on sessions (created_at)",
      "create index sessions_oidc_sid on sessions (oidc_sid)",
      `alter table audit_log add column actor_session_id ${id}`,
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};
