import assert from "node:assert/strict";
import { test } from "node:test";
import { differencesOfMemberCounts } from "../../src/store/member-count-differences.ts";
import { deleteUser, setMembership } from "../../src/store/users.ts";
import { forEachEngine, freshStore } from "../engines.ts";
import { addGroup, addMember } from "./fixtures.ts";

forEachEngine((engine) => {
  test("counts of members that were kept agree with the members, and those tampered with are named", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    await store.transaction(async (tx) => {
      await addGroup(tx, "empty");
      const group = await addGroup(tx, "company");
      const alice = await addMember(tx, group, "alice", { roles: ["USER_ROLE_GROUP_ADMIN"] });
      await addMember(tx, group, "company_bot", {
        kind: "service_account",
        roles: ["USER_ROLE_GROUP_ADMIN"],
      });
      await setMembership(tx, await addMember(tx, group, "bob"), null);
      await deleteUser(tx, await addMember(tx, group, "carol"));
      await setMembership(tx, alice, { gid: group.gid, roles: [] });
    });
    assert.deepEqual(await store.read((db) => differencesOfMemberCounts(db, 10)), []);
    await store.transaction(async (tx) => {
      await tx.updateTable("groups").set({ users_count: 3 }).where("id", "=", "company").execute();
      await tx.updateTable("groups").set({ service_accounts_count: 1 }).where("id", "=", "empty").execute();
    });
    assert.deepEqual(await store.read((db) => differencesOfMemberCounts(db, 10)), [
      { group: "company", list: "users", found: 3, members: 1 },
      { group: "empty", list: "service_accounts", found: 1, members: 0 },
    ]);
  });
});
