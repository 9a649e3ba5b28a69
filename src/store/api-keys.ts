import { sql } from "kysely";
import type { ApiKey, LastUse } from "../model/api-key.ts";
import { notFound } from "../model/errors.ts";
import type { Db } from "./database.ts";
import { fromJson, toJson } from "./json.ts";
import { SharedValues } from "./shared-values.ts";
import { integerAt, Statement, textAt } from "./statement.ts";

/** `hash` is the keyed hash of the key; the key itself reaches no database. */
export type NewApiKey = Omit<ApiKey, "lastUsed"> & { readonly hash: string };

export interface ApiKeyChanges {
  readonly label?: string | undefined;
  readonly expiresAt?: number | null | undefined;
  readonly allowedAddresses?: readonly string[] | undefined;
  readonly readOnly?: boolean | undefined;
}

/** All keys of an account, oldest first. */
export async function keysOf(db: Db, uid: number): Promise<ApiKey[]> {
  const { rows } = await sql<KeyRow>`select ${KEY_COLUMNS} from api_keys as k
    where k.uid = ${uid} order by k.created_at, k.id`.execute(db);
  return rows.map(toApiKey);
}

export async function findKey(db: Db, uid: number, keyId: string): Promise<ApiKey | undefined> {
  const { rows } = await sql<KeyRow>`select ${KEY_COLUMNS} from api_keys as k
    where k.id = ${keyId} and k.uid = ${uid}`.execute(db);
  return rows[0] && toApiKey(rows[0]);
}

export async function insertKey(tx: Db, key: NewApiKey): Promise<ApiKey> {
  const { hash, ...shown } = key;
  await tx
    .insertInto("api_keys")
    .values({
      id: key.id,
      uid: key.uid,
      hash,
      prefix: key.prefix,
      label: key.label,
      created_at: key.createdAt,
      expires_at: key.expiresAt,
      allowed_addresses: toJson(key.allowedAddresses),
      read_only: Number(key.readOnly),
      last_used_at: null,
      last_used_address: null,
      last_used_client: null,
    })
    .execute();
  return { ...shown, lastUsed: null };
}

/** Raises NotFoundError when the key is gone. */
export async function updateKey(tx: Db, keyId: string, changes: ApiKeyChanges): Promise<ApiKey> {
  const { allowedAddresses, readOnly } = changes;
  const columns = {
    label: changes.label,
    expires_at: changes.expiresAt,
    allowed_addresses: allowedAddresses === undefined ? undefined : toJson(allowedAddresses),
    read_only: readOnly === undefined ? undefined : Number(readOnly),
  };
  if (Object.values(columns).some((value) => value !== undefined)) {
    await tx.updateTable("api_keys").set(columns).where("id", "=", keyId).execute();
  }
  const { rows } = await sql<KeyRow>`select ${KEY_COLUMNS} from api_keys as k where k.id = ${keyId}`.execute(
    tx,
  );
  if (rows[0] === undefined) throw notFound("API key", keyId);
  return toApiKey(rows[0]);
}

export async function deleteKey(tx: Db, keyId: string): Promise<void> {
  await tx.deleteFrom("api_keys").where("id", "=", keyId).execute();
}

/** Of one account; returns how many there were. */
export async function deleteKeysOf(tx: Db, uid: number): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom("api_keys").where("uid", "=", uid).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Of every account; returns how many there were. */
export async function deleteAllKeys(tx: Db): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom("api_keys").executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

const TOUCH_KEYS = new Statement<never>(`
  update api_keys
  set last_used_at = ${integerAt(1)}, last_used_address = ${textAt(2)}, last_used_client = ${textAt(3)}
  from json_rows(?)
  where api_keys.id = ${textAt(0)}
    and (api_keys.last_used_at is null or api_keys.last_used_at <= ${integerAt(1)})`);

/** In the order of the accounts, so that two nodes never wait for each other. */
const NOTE_OWNERS = new Statement<never>(`
  insert into last_seen (uid, at)
  select k.uid, max(${integerAt(1)}) from json_rows(?) join api_keys as k on k.id = ${textAt(0)}
  where true group by k.uid order by k.uid
  on conflict (uid) do update set at = excluded.at where excluded.at > last_seen.at`);

/** Notes when, where from and by what keys were last used. An older use never overwrites a newer one. */
export async function touchKeys(
  tx: Db,
  uses: readonly { readonly keyId: string; readonly lastUse: LastUse }[],
): Promise<void> {
  if (uses.length === 0) return;
  // Every node locks the rows in the same order, so that two never wait for each other.
  const rows = uses
    .toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1))
    .map(({ keyId, lastUse }) => [keyId, lastUse.at, lastUse.address, lastUse.client]);
  await TOUCH_KEYS.rows(tx, [toJson(rows)]);
  await NOTE_OWNERS.rows(tx, [toJson(rows)]);
}

/** Prefixed, because a key is also read beside its owner. */
export interface KeyRow {
  readonly key_id: string;
  readonly key_uid: number;
  readonly key_prefix: string;
  readonly key_label: string;
  readonly key_created_at: number;
  readonly key_expires_at: number | null;
  readonly key_last_used_at: number | null;
  readonly key_last_used_address: string | null;
  readonly key_last_used_client: string | null;
  readonly key_allowed_addresses: string;
  readonly key_read_only: number;
}

/** From `api_keys k`. */
export const KEY_COLUMNS_TEXT = `k.id as key_id, k.uid as key_uid, k.prefix as key_prefix, k.label as key_label,
  k.created_at as key_created_at, k.expires_at as key_expires_at, k.last_used_at as key_last_used_at,
  k.last_used_address as key_last_used_address, k.last_used_client as key_last_used_client,
  k.allowed_addresses as key_allowed_addresses, k.read_only as key_read_only`;

export const KEY_COLUMNS = sql.raw(KEY_COLUMNS_TEXT);

const addressLists = new SharedValues<readonly string[]>();

export function toApiKey(row: KeyRow): ApiKey {
  return {
    id: row.key_id,
    uid: row.key_uid,
    prefix: row.key_prefix,
    label: row.key_label,
    createdAt: row.key_created_at,
    expiresAt: row.key_expires_at,
    lastUsed:
      row.key_last_used_at === null
        ? null
        : {
            at: row.key_last_used_at,
            address: row.key_last_used_address ?? "",
            client: row.key_last_used_client ?? "",
          },
    allowedAddresses: addressLists.of(row.key_allowed_addresses, () => fromJson(row.key_allowed_addresses)),
    readOnly: row.key_read_only === 1,
  };
}
