import type { TestServer } from "../harness.ts";

/** Members past what one statement reads, put into the table at once: every seventh is called Doe. */
export async function crowd(server: TestServer, size: number): Promise<void> {
  await server.parts.store.transaction(async (tx) => {
    const { gid } = await tx
      .selectFrom("groups")
      .select("gid")
      .where("id", "=", "company")
      .executeTakeFirstOrThrow();
    const rows = Array.from({ length: size }, (_, index) => ({
      id: `m${String(index).padStart(6, "0")}`,
      kind: "user" as const,
      email: null,
      first_name: "Jo",
      last_name: index % 7 === 0 ? "Doe" : "Roe",
      profile_phrase: "",
      password_hash: null,
      status: "active" as const,
      reputation: 1,
      has_2fa: 0,
      user_since: 1_700_000_000,
      last_login: 1_700_000_000 + ((index * 7919) % size),
      preferences: "{}",
      privileges: "{}",
      gid,
      is_admin: 0,
      roles: "[]",
    }));
    for (let from = 0; from < size; from += 1000) {
      await tx
        .insertInto("users")
        .values(rows.slice(from, from + 1000))
        .execute();
    }
    await tx
      .updateTable("groups")
      .set({ users_count: size + 1 })
      .where("gid", "=", gid)
      .execute();
  });
}
