import { sql } from "kysely";
import { type Db, engineOf } from "./database.ts";
import { Statement } from "./statement.ts";

/** How far a writer's commits are folded: up to one, for users up to one. Without a mark none is being folded. */
export interface FoldMark {
  readonly upTo: number;
  readonly doneUid: number;
}

export interface TailCommit {
  /** Ascending without gaps but those of commits that failed; a writer never uses a number twice. */
  readonly seq: number;
  readonly lines: string;
}

const APPEND = new Statement<never>("insert into journal_tail (writer, seq, lines) values (?, ?, ?)");

/** Adds one commit: a statement that is a transaction of its own. */
export async function appendToTail(db: Db, writer: string, { seq, lines }: TailCommit): Promise<void> {
  await APPEND.rows(db, [writer, seq, lines]);
}

/** A writer's commits after a number, in their order. */
export function commitsAfter(
  db: Db,
  writer: string,
  seq: number,
  limit: number,
): Promise<readonly TailCommit[]> {
  return db
    .selectFrom("journal_tail")
    .select(["seq", "lines"])
    .where("writer", "=", writer)
    .where("seq", ">", seq)
    .orderBy("seq")
    .limit(limit)
    .execute();
}

/** Whoever has something in the tail, or was about to fold it. */
export async function tailWriters(db: Db): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("journal_tail")
    .select("writer")
    .union(db.selectFrom("journal_fold").select("writer"))
    .orderBy("writer")
    .execute();
  return rows.map(({ writer }) => writer);
}

/** The oldest of a writer's commits; locked, so that no two fold it at a time. */
export async function lockOldestCommit(tx: Db, writer: string): Promise<number | undefined> {
  const oldest = tx
    .selectFrom("journal_tail")
    .select("seq")
    .where("writer", "=", writer)
    .orderBy("seq")
    .limit(1);
  const row = await (engineOf(tx) === "postgres" ? oldest.forUpdate() : oldest).executeTakeFirst();
  return row?.seq;
}

export async function readFoldMark(db: Db, writer: string): Promise<FoldMark | undefined> {
  const row = await db
    .selectFrom("journal_fold")
    .select(["up_to", "done_uid"])
    .where("writer", "=", writer)
    .executeTakeFirst();
  return row && { upTo: row.up_to, doneUid: row.done_uid };
}

export async function setFoldMark(tx: Db, writer: string, { upTo, doneUid }: FoldMark): Promise<void> {
  const mark = { up_to: upTo, done_uid: doneUid };
  await tx
    .insertInto("journal_fold")
    .values({ writer, ...mark })
    .onConflict((conflict) => conflict.column("writer").doUpdateSet(mark))
    .execute();
}

export async function removeFoldMark(tx: Db, writer: string): Promise<void> {
  await tx.deleteFrom("journal_fold").where("writer", "=", writer).execute();
}

/** Deletes at most `limit` commits that are folded, the oldest first; returns whether more may be left. */
export async function deleteFolded(tx: Db, writer: string, upTo: number, limit: number): Promise<boolean> {
  const oldest = tx
    .selectFrom("journal_tail")
    .select("seq")
    .where("writer", "=", writer)
    .where("seq", "<=", upTo)
    .orderBy("seq")
    .limit(limit);
  const { numDeletedRows } = await tx
    .deleteFrom("journal_tail")
    .where("writer", "=", writer)
    .where("seq", "in", oldest)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows) === limit;
}

/**
 * Resolves once every transaction that has written to the tail has ended: on PostgreSQL one may outlive
 * the connection, and even the process, that began it. SQLite's cannot.
 */
export async function awaitTailWriters(tx: Db): Promise<void> {
  // A step of a folding that is not its last writes to the mark alone.
  if (engineOf(tx) === "postgres") await sql`lock table journal_tail, journal_fold in share mode`.execute(tx);
}
