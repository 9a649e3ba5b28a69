import { type Kysely, PostgresAdapter, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Users, groups, keys, invitations, quotas, usage and audit. */
export const accessControl: Migration = {
  async up(db) {
    const types = columnTypes(db);
    for (const statement of [
      ...accounts(types),
      ...credentials(types),
      ...quotas(types),
      ...usage(types),
      ...audit(types),
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};

interface ColumnTypes {
  /** Compared byte by byte, so that both engines order and page alike. */
  readonly id: string;
  readonly integer: string;
  /** Never hands out a number twice. */
  readonly serial: string;
  readonly table: string;
  /** For tables that are read and written by their key only. */
  readonly keyedTable: string;
}

function columnTypes(db: Kysely<unknown>): ColumnTypes {
  return db.getExecutor().adapter instanceof PostgresAdapter
    ? {
        id: `text collate "C"`,
        integer: "bigint",
        serial: "bigint generated always as identity primary key",
        table: "",
        keyedTable: "",
      }
    : {
        id: "text",
        integer: "integer",
        serial: "integer primary key autoincrement not null",
        table: "strict",
        keyedTable: "strict, without rowid",
      };
}

function accounts({ id, integer, serial, table }: ColumnTypes): string[] {
  return [
    `create table groups (
      gid ${serial},
      id ${id} not null,
      organization text not null,
      attributes text not null,
      privileges text not null,
      created_at ${integer} not null,
      users_count ${integer} not null default 0,
      administrators_count ${integer} not null default 0,
      service_accounts_count ${integer} not null default 0
    ) ${table}`,
    "create unique index groups_id on groups (id)",
    `create table users (
      uid ${serial},
      id ${id} not null,
      kind ${id} not null check (kind in ('user', 'service_account')),
      email ${id},
      first_name text not null,
      last_name text not null,
      profile_phrase text not null,
      password_hash text,
      status ${id} not null check (status in ('active', 'inactive')),
      reputation ${integer} not null,
      has_2fa ${integer} not null check (has_2fa in (0, 1)),
      user_since ${integer} not null,
      last_login ${integer},
      preferences text not null,
      privileges text not null,
      gid ${integer} references groups (gid),
      is_admin ${integer} not null default 0 check (is_admin in (0, 1)),
      roles text not null default '[]',
      api_quota_gid ${integer} references groups (gid),
      intelligence_quota_gid ${integer} references groups (gid),
      monitor_quota_gid ${integer} references groups (gid)
    ) ${table}`,
    "create unique index users_id on users (id)",
    "create unique index users_lower_id on users (lower(id))",
    "create unique index users_email on users (email)",
    "create index users_members on users (gid, kind, id)",
    "create index users_administrators on users (gid, is_admin, id)",
  ];
}

function credentials({ id, integer, table }: ColumnTypes): string[] {
  return [
    `create table key_pepper (fingerprint ${id} not null) ${table}`,
    `create table api_keys (
      id ${id} primary key not null,
      uid ${integer} not null references users (uid) on delete cascade,
      hash ${id} not null,
      prefix ${id} not null,
      label text not null,
      created_at ${integer} not null,
      expires_at ${integer},
      last_used_at ${integer},
      last_used_address text,
      last_used_client text,
      allowed_addresses text not null,
      read_only ${integer} not null check (read_only in (0, 1))
    ) ${table}`,
    "create unique index api_keys_hash on api_keys (hash)",
    "create index api_keys_owner on api_keys (uid, created_at)",
    `create table invitations (
      id ${id} primary key not null,
      gid ${integer} not null references groups (gid) on delete cascade,
      email ${id} not null,
      is_admin ${integer} not null check (is_admin in (0, 1)),
      token_hash ${id} not null,
      invited_by ${id} not null,
      created_at ${integer} not null,
      sent_at ${integer} not null,
      expires_at ${integer} not null
    ) ${table}`,
    "create unique index invitations_gid_email on invitations (gid, email)",
    "create unique index invitations_token_hash on invitations (token_hash)",
    "create index invitations_email on invitations (email)",
    "create index invitations_page on invitations (gid, id)",
  ];
}

function quotas({ id, integer, keyedTable }: ColumnTypes): string[] {
  return [
    `create table quota_limits (
      subject ${id} not null check (subject in ('user', 'group')),
      subject_id ${integer} not null,
      quota ${id} not null,
      allowed ${integer} not null,
      primary key (subject, subject_id, quota)
    ) ${keyedTable}`,
    `create table member_counters (
      uid ${integer} not null,
      gid ${integer} not null,
      quota ${id} not null,
      window_start ${integer} not null,
      used ${integer} not null,
      primary key (gid, quota, window_start, uid)
    ) ${keyedTable}`,
    "create index member_counters_user on member_counters (uid, window_start)",
    `create table group_counters (
      gid ${integer} not null,
      quota ${id} not null,
      window_start ${integer} not null,
      used ${integer} not null,
      primary key (gid, window_start, quota)
    ) ${keyedTable}`,
  ];
}

function usage({ id, integer, keyedTable }: ColumnTypes): string[] {
  return [
    `create table usage_journal (
      hour ${integer} not null,
      node ${id} not null,
      uid ${integer} not null,
      gid ${integer} not null,
      bucket ${id} not null,
      quota ${id} not null,
      calls ${integer} not null,
      cost ${integer} not null,
      primary key (hour, node, uid, gid, bucket, quota)
    ) ${keyedTable}`,
    ...["uid", "gid"].map(
      (subject) => `create table ${subject === "uid" ? "user" : "group"}_usage_daily (
        day ${integer} not null,
        ${subject} ${integer} not null,
        bucket ${id} not null,
        consuming ${integer} not null check (consuming in (0, 1)),
        calls ${integer} not null,
        primary key (${subject}, day, bucket, consuming)
      ) ${keyedTable}`,
    ),
  ];
}

function audit({ id, integer, table }: ColumnTypes): string[] {
  return [
    `create table audit_log (
      seq ${integer} primary key not null,
      at_ms ${integer} not null,
      action ${id} not null,
      outcome ${id} not null check (outcome in ('ok', 'refused', 'failed')),
      actor ${id},
      actor_key_id ${id},
      address text,
      client text,
      request_id text,
      target_type ${id},
      target ${id},
      group_id ${id},
      before text,
      after text,
      previous_hash ${id} not null,
      hash ${id} not null
    ) ${table}`,
    "create index audit_log_group on audit_log (group_id, seq)",
    "create index audit_log_time on audit_log (at_ms)",
  ];
}
