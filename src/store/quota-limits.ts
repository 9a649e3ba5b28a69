import type { Db } from "./database.ts";
import { Statement } from "./statement.ts";

export type QuotaSubject = "user" | "group";

/** Subjects looked up by one statement: its text must not vary without bound. */
const SUBJECTS_MAX = 500;

const LIMITS = new Statement<{ readonly quota: string; readonly allowed: number }>(
  "select quota, allowed from quota_limits where subject = ? and subject_id = ? order by quota",
);

/** Most subjects have no limit of their own, and those who remember them need not remember as many empty maps. */
const NONE: ReadonlyMap<string, number> = new Map();

/** What is allowed, by quota name, where a limit was set; `id` is a uid or a gid. */
export async function limitsOf(
  db: Db,
  subject: QuotaSubject,
  id: number,
): Promise<ReadonlyMap<string, number>> {
  const rows = await LIMITS.rows(db, [subject, id]);
  if (rows.length === 0) return NONE;
  return new Map(rows.map(({ quota, allowed }) => [quota, allowed]));
}

/** The same for many; a subject without any limit has an empty map. */
export async function limitsOfMany(
  db: Db,
  subject: QuotaSubject,
  ids: readonly number[],
): Promise<ReadonlyMap<number, ReadonlyMap<string, number>>> {
  const limits = new Map(ids.map((id) => [id, new Map<string, number>()]));
  for (let start = 0; start < ids.length; start += SUBJECTS_MAX) {
    const rows = await db
      .selectFrom("quota_limits")
      .select(["subject_id", "quota", "allowed"])
      .where("subject", "=", subject)
      .where("subject_id", "in", ids.slice(start, start + SUBJECTS_MAX))
      .orderBy("quota")
      .execute();
    for (const { subject_id, quota, allowed } of rows) limits.get(subject_id)?.set(quota, allowed);
  }
  return limits;
}

export async function setLimit(
  tx: Db,
  subject: QuotaSubject,
  id: number,
  quota: string,
  allowed: number,
): Promise<void> {
  await tx
    .insertInto("quota_limits")
    .values({ subject, subject_id: id, quota, allowed })
    .onConflict((conflict) => conflict.columns(["subject", "subject_id", "quota"]).doUpdateSet({ allowed }))
    .execute();
}

/** Takes one limit away. */
export async function deleteLimit(tx: Db, subject: QuotaSubject, id: number, quota: string): Promise<void> {
  await tx
    .deleteFrom("quota_limits")
    .where("subject", "=", subject)
    .where("subject_id", "=", id)
    .where("quota", "=", quota)
    .execute();
}

/** All limits of one subject. */
export async function deleteLimits(tx: Db, subject: QuotaSubject, id: number): Promise<void> {
  await tx.deleteFrom("quota_limits").where("subject", "=", subject).where("subject_id", "=", id).execute();
}
