import { PostgresAdapter, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The newest commits of the usage journal, one row each, until they are folded into it. */
export const journalTail: Migration = {
  async up(db) {
    const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
    const [integer, id] = isPostgres ? ["bigint", `text collate "C"`] : ["integer", "text"];
    const keyedTable = isPostgres ? "" : "strict, without rowid";
    for (const statement of [
      `create table journal_tail (
        writer ${id} not null,
        seq ${integer} not null,
        lines text not null,
        primary key (writer, seq)
      ) ${keyedTable}`,
      `create table journal_fold (
        writer ${id} primary key not null,
        up_to ${integer} not null,
        done_uid ${integer} not null
      ) ${keyedTable}`,
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};
