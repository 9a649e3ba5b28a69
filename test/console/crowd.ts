import type { TestServer } from "../harness.ts";

const ROWS_PER_STATEMENT = 1000;

/** Straight into the tables: one by one it would take minutes. */
export async function crowd({ parts: { store } }: TestServer, members: number): Promise<void> {
  const { writer } = store.database;
  const group = await writer
    .selectFrom("groups")
    .selectAll()
    .where("id", "=", "company")
    .executeTakeFirstOrThrow();
  const like = await writer.selectFrom("users").selectAll().where("id", "=", "ada").executeTakeFirstOrThrow();
  const { uid: _uid, ...template } = like;
  for (let first = 0; first < members; first += ROWS_PER_STATEMENT) {
    const rows = Array.from({ length: Math.min(ROWS_PER_STATEMENT, members - first) }, (_row, index) => {
      const id = `member-${String(first + index).padStart(6, "0")}`;
      return { ...template, id, email: `${id}@example.com`, first_name: "Member", last_name: String(index) };
    });
    await writer.insertInto("users").values(rows).execute();
  }
  await writer
    .updateTable("groups")
    .set({ users_count: group.users_count + members })
    .where("id", "=", "company")
    .execute();
}
