import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMemberFilter } from "../../src/model/member-filter.ts";
import type { MemberList } from "../../src/store/member-conditions.ts";
import type { Store } from "../../src/store/store.ts";
import {
  countActiveAdministrators,
  countMembers,
  pageOfMembers,
  setMembership,
  updateUser,
} from "../../src/store/users.ts";
import { forEachEngine, freshStore } from "../engines.ts";
import { addGroup, addMember } from "./fixtures.ts";

/** Of the company below. */
const FILTERS = [
  ["2fa_enabled:true", ["bob"]],
  ["2fa_enabled:false", ["alice", "marie-claire"]],
  ["status:inactive", ["marie-claire"]],
  ["username:ALI", ["alice"]],
  ["email:@EXAMPLE.com", ["alice", "bob"]],
  ["email:%", []],
  ["username:_", []],
  ["first_name:ann", ["bob"]],
  ["first_name:an", []],
  ["first_name:claire", ["marie-claire"]],
  ["first_name:marie-claire", ["marie-claire"]],
  ["last_name:o'neil", ["alice"]],
  ['last_name:"la cruz"', ["bob"]],
  ["last_name:ÉTIENNE", ["marie-claire"]],
  ["api_quota_group:other", ["marie-claire"]],
  ["api_quota_group:oth", []],
  ["cruz", ["bob"]],
  ["example.org", ["marie-claire"]],
  ["50%!", ["alice"]],
  ["a 2fa_enabled:false AND status:active", ["alice"]],
  ["first_name:Alice last_name:cruz", []],
  ["", ["alice", "bob", "marie-claire"]],
] as const;

forEachEngine((engine) => {
  test("paging through a hundred members visits each once, by username", async () => {
    await using fresh = await freshStore(engine);
    const ids = Array.from({ length: 100 }, (_, index) => `user-${String(index * 37).padStart(4, "0")}`);
    const { gid } = await fresh.store.transaction(async (tx) => {
      const group = await addGroup(tx, "company");
      for (const id of ids.toReversed()) await addMember(tx, group, id);
      await addMember(tx, await addGroup(tx, "other"), "user-0001");
      await addMember(tx, group, "company_robot", { kind: "service_account" });
      return group;
    });
    const seen: string[] = [];
    for (let afterId: string | null = null; ; ) {
      const page = await fresh.store.read((db) =>
        pageOfMembers(db, { from: { gid, list: "users" }, afterId, limit: 7 }),
      );
      assert.ok(page.length <= 7);
      seen.push(...page.map((user) => user.id));
      afterId = page.at(-1)?.id ?? null;
      if (afterId === null) break;
    }
    assert.deepEqual(seen, ids);
  });

  test("each list holds its own kind, and administrators of both kinds", async () => {
    await using fresh = await freshStore(engine);
    const gid = await company(fresh.store);
    const list = async (name: MemberList) =>
      (
        await fresh.store.read((db) =>
          pageOfMembers(db, { from: { gid, list: name }, afterId: null, limit: 40 }),
        )
      ).map((user) => user.id);
    assert.deepEqual(await list("users"), ["alice", "bob", "marie-claire"]);
    assert.deepEqual(await list("administrators"), ["alice", "company_robot"]);
    assert.deepEqual(await list("service_accounts"), ["company_robot"]);
    for (const name of ["users", "administrators", "service_accounts"] as const) {
      assert.equal(
        await fresh.store.read((db) => countMembers(db, { from: { gid, list: name } })),
        (await list(name)).length,
      );
    }
  });

  test("a filter finds the members that satisfy all of its terms, and counts them", async (t) => {
    await using fresh = await freshStore(engine);
    const gid = await company(fresh.store);
    for (const [filter, expected] of FILTERS) {
      await t.test(`${filter} finds ${expected.join(", ") || "nobody"}`, async () => {
        const selection = { from: { gid, list: "users" }, filter: parseMemberFilter(filter) } as const;
        const page = { ...selection, afterId: null, limit: 40 };
        const found = await fresh.store.read((db) => pageOfMembers(db, page));
        assert.deepEqual(
          found.map((user) => user.id),
          expected,
        );
        assert.equal(await fresh.store.read((db) => countMembers(db, selection)), expected.length);
      });
    }
  });

  test("only active people count as administrators who could look after a group", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const gid = await company(store);
    const [alice] = await store.read((db) =>
      pageOfMembers(db, { from: { gid, list: "administrators" }, afterId: null, limit: 1 }),
    );
    assert.ok(alice);
    assert.equal(await store.read((db) => countActiveAdministrators(db, gid, 0)), 1);
    assert.equal(await store.read((db) => countActiveAdministrators(db, gid, alice.uid)), 0);
    await store.transaction((tx) => updateUser(tx, alice, { status: "inactive" }));
    assert.equal(await store.read((db) => countActiveAdministrators(db, gid, 0)), 0);
  });
});

/** Three users and an administrating service account, each different in some way; returns the gid. */
async function company(store: Store): Promise<number> {
  return store.transaction(async (tx) => {
    const group = await addGroup(tx, "company");
    const other = await addGroup(tx, "other");
    const roles = ["USER_ROLE_GROUP_ADMIN"] as const;
    await addMember(tx, group, "alice", { firstName: "Alice", lastName: "O'Neil 50%!", roles });
    const bob = await addMember(tx, group, "bob", { firstName: "Ann Bob", lastName: "de la Cruz" });
    await updateUser(tx, bob, { has2fa: true });
    const marie = await addMember(tx, group, "marie-claire", {
      firstName: "Marie-Claire",
      lastName: "Étienne",
      email: "mc@example.org",
      status: "inactive",
    });
    const quotaGids = { api: other.gid, intelligence: group.gid, monitor: null };
    await setMembership(tx, marie, { gid: group.gid, roles: [], quotaGids });
    await addMember(tx, group, "company_robot", { kind: "service_account", roles });
    await addMember(tx, other, "stranger", { firstName: "Alice" });
    return group.gid;
  });
}
