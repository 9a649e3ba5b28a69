import type { Db } from "./database.ts";

/** Tells peppers apart without being one: of the pepper that the stored keys were hashed with. Undefined before the first start. */
export async function pepperFingerprint(db: Db): Promise<string | undefined> {
  const row = await db.selectFrom("key_pepper").select("fingerprint").executeTakeFirst();
  return row?.fingerprint;
}

export async function setPepperFingerprint(tx: Db, fingerprint: string): Promise<void> {
  await tx.deleteFrom("key_pepper").execute();
  await tx.insertInto("key_pepper").values({ fingerprint }).execute();
}
