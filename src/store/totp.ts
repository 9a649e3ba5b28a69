import type { Db } from "./database.ts";

/** The second factor of an account. */
export interface StoredTotp {
  readonly uid: number;
  /** Sealed: the database alone does not tell it. */
  readonly secret: string;
  /** Unix seconds; null until a first code has proved that the authenticator has the secret. */
  readonly enabledAt: number | null;
  /** Of the last code that was accepted: none of it or before it is accepted again. */
  readonly lastStep: number;
}

export async function findTotp(db: Db, uid: number): Promise<StoredTotp | undefined> {
  const row = await db
    .selectFrom("totp")
    .select(["uid", "secret", "enabled_at", "last_step"])
    .where("uid", "=", uid)
    .executeTakeFirst();
  return row && { uid: row.uid, secret: row.secret, enabledAt: row.enabled_at, lastStep: row.last_step };
}

/** In place of one that was not enabled. */
export async function putTotp(tx: Db, { uid, secret, enabledAt, lastStep }: StoredTotp): Promise<void> {
  await tx.deleteFrom("totp").where("uid", "=", uid).execute();
  await tx.insertInto("totp").values({ uid, secret, enabled_at: enabledAt, last_step: lastStep }).execute();
}

/** Whether the step was later than all before it: of two who send one code at once, one is too late. */
export async function useStep(tx: Db, uid: number, step: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("totp")
    .set({ last_step: step })
    .where("uid", "=", uid)
    .where("last_step", "<", step)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** With its recovery codes. */
export async function deleteTotp(tx: Db, uid: number): Promise<void> {
  await tx.deleteFrom("totp").where("uid", "=", uid).execute();
  await tx.deleteFrom("recovery_codes").where("uid", "=", uid).execute();
}

/** Of every account, which count as having none then, unless a directory says so; returns how many there were. */
export async function deleteAllTotp(tx: Db): Promise<number> {
  await tx.deleteFrom("recovery_codes").execute();
  await tx
    .updateTable("users")
    .set({ has_2fa: 0 })
    .where("has_2fa", "=", 1)
    .where("sso_issuer", "is", null)
    .execute();
  const { numDeletedRows } = await tx.deleteFrom("totp").executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

export async function countRecoveryCodes(db: Db, uid: number): Promise<number> {
  const row = await db
    .selectFrom("recovery_codes")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("uid", "=", uid)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** In place of those that there were; `hashes` are keyed. */
export async function putRecoveryCodes(tx: Db, uid: number, hashes: readonly string[]): Promise<void> {
  await tx.deleteFrom("recovery_codes").where("uid", "=", uid).execute();
  await tx
    .insertInto("recovery_codes")
    .values(hashes.map((hash) => ({ uid, hash })))
    .execute();
}

/** Whether the code was there; it is gone then. */
export async function useRecoveryCode(tx: Db, uid: number, hash: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom("recovery_codes")
    .where("uid", "=", uid)
    .where("hash", "=", hash)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

export async function hasRecoveryCode(db: Db, uid: number, hash: string): Promise<boolean> {
  const row = await db
    .selectFrom("recovery_codes")
    .select("uid")
    .where("uid", "=", uid)
    .where("hash", "=", hash)
    .executeTakeFirst();
  return row !== undefined;
}
