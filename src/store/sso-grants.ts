import type { Db } from "./database.ts";

/** By what the directory can be asked about an account again. */
export interface StoredSsoGrant {
  readonly uid: number;
  /** Sealed: the database alone does not tell it. */
  readonly refreshToken: string;
  /** Unix seconds: when the directory last said what the person's claims are. */
  readonly checkedAt: number;
}

export async function findSsoGrant(db: Db, uid: number): Promise<StoredSsoGrant | undefined> {
  const row = await db
    .selectFrom("sso_grants")
    .select(["uid", "refresh_token", "checked_at"])
    .where("uid", "=", uid)
    .executeTakeFirst();
  return row && { uid: row.uid, refreshToken: row.refresh_token, checkedAt: row.checked_at };
}

/** In place of the one that there was. */
export async function putSsoGrant(tx: Db, { uid, refreshToken, checkedAt }: StoredSsoGrant): Promise<void> {
  await deleteSsoGrant(tx, uid);
  await tx
    .insertInto("sso_grants")
    .values({ uid, refresh_token: refreshToken, checked_at: checkedAt })
    .execute();
}

/** Changes this one; false when it is gone or another one has its place. */
export async function updateSsoGrant(
  tx: Db,
  { uid, refreshToken }: StoredSsoGrant,
  changes: Partial<Pick<StoredSsoGrant, "refreshToken" | "checkedAt">>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("sso_grants")
    .set({ refresh_token: changes.refreshToken, checked_at: changes.checkedAt })
    .where("uid", "=", uid)
    .where("refresh_token", "=", refreshToken)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

export async function deleteSsoGrant(tx: Db, uid: number): Promise<void> {
  await tx.deleteFrom("sso_grants").where("uid", "=", uid).execute();
}

/** Of every account. */
export async function deleteAllSsoGrants(tx: Db): Promise<void> {
  await tx.deleteFrom("sso_grants").execute();
}
