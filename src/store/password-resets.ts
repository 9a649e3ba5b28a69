import type { User } from "../model/user.ts";
import type { Db } from "./database.ts";
import { findUserByUid } from "./users.ts";

export interface NewPasswordReset {
  readonly uid: number;
  /** Keyed hash of the token in the link; the token itself reaches no database. */
  readonly tokenHash: string;
  /** Unix seconds. */
  readonly expiresAt: number;
}

/** In place of one that the account may have had. */
export async function putPasswordReset(
  tx: Db,
  { uid, tokenHash, expiresAt }: NewPasswordReset,
): Promise<void> {
  await deletePasswordReset(tx, uid);
  await tx
    .insertInto("password_resets")
    .values({ uid, token_hash: tokenHash, expires_at: expiresAt })
    .execute();
}

/** Whose it is and until when it can be used, expired or not. */
export async function findPasswordReset(
  db: Db,
  tokenHash: string,
): Promise<{ readonly user: User; readonly expiresAt: number } | undefined> {
  const row = await db
    .selectFrom("password_resets")
    .select(["uid", "expires_at"])
    .where("token_hash", "=", tokenHash)
    .executeTakeFirst();
  const user = row && (await findUserByUid(db, row.uid));
  return user && { user, expiresAt: row.expires_at };
}

export async function deletePasswordReset(tx: Db, uid: number): Promise<void> {
  await tx.deleteFrom("password_resets").where("uid", "=", uid).execute();
}

export async function deleteAllPasswordResets(tx: Db): Promise<void> {
  await tx.deleteFrom("password_resets").execute();
}
