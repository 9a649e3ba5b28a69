import assert from "node:assert/strict";
import { test } from "node:test";
import { limitsOf } from "../../src/store/quota-limits.ts";
import { findUser } from "../../src/store/users.ts";
import { forEachEngine } from "../engines.ts";
import { type Company, errorOf, idsOf, startCompany } from "./company.ts";

const LIST = "/groups/company/relationships/users";

async function account({ parts }: Company, id: string) {
  return parts.store.read(async (db) => {
    const user = await findUser(db, id);
    assert.ok(user !== undefined);
    return { membership: user.membership, limits: [...(await limitsOf(db, "user", user.uid))] };
  });
}

forEachEngine((engine) => {
  test("a removed administrator is a user without group, role, paying groups and caps", async () => {
    await using company = await startCompany(engine);
    const carol = await company.createAdministrator("company", "carol");
    const change = {
      id: "carol",
      context_attributes: {
        add_roles: ["USER_ROLE_FILE_UPLOADS"],
        quota_limits: { api_requests_daily: { allowed: 5 } },
      },
    };
    assert.equal((await company.send("PATCH", LIST, company.alice.apikey, [change])).status, 200);
    const removal = await company.send("DELETE", `${LIST}/carol@example.com`, company.alice.apikey);
    assert.equal(removal.status, 200);
    assert.equal(removal.text, "");
    assert.equal(removal.headers["content-length"], "0");
    assert.deepEqual(await account(company, "carol"), { membership: null, limits: [] });
    const groups = await company.send("GET", "/users/me/relationships/groups", carol.apikey);
    assert.deepEqual(groups.body.data, []);
    assert.equal((await company.send("GET", "/groups/company", carol.apikey)).status, 404);
    assert.deepEqual((await company.trail()).slice(-2), [
      "DELETE_GROUP_USER carol",
      "DELETE_GROUP_ADMIN carol",
    ]);
    assert.deepEqual(idsOf(await company.send("GET", LIST, company.alice.apikey)), ["alice", "bob"]);
    const administrators = "/groups/company/relationships/administrators";
    assert.equal((await company.send("GET", administrators, company.alice.apikey)).body.meta.count, 1);
  });

  test("a member can leave by himself but can remove nobody else", async () => {
    await using company = await startCompany(engine);
    await company.createMember("company", "carol");
    const remove = (id: string) => company.send("DELETE", `${LIST}/${id}`, company.bob.apikey);
    const changes = await company.countChanges();
    for (const id of ["carol", "alice", "nobody", "rita"]) assert.equal((await remove(id)).status, 403, id);
    assert.equal(await company.countChanges(), changes);
    assert.equal((await remove("bob")).status, 200);
    assert.deepEqual((await company.trail()).at(-1), "DELETE_GROUP_USER bob");
    assert.equal((await remove("bob")).status, 404);
    assert.deepEqual(idsOf(await company.send("GET", LIST, company.alice.apikey)), ["alice", "carol"]);
  });

  test("the last administrator stays until an operator removes him", async () => {
    await using company = await startCompany(engine);
    const changes = await company.countChanges();
    assert.deepEqual(errorOf(await company.send("DELETE", `${LIST}/alice`, company.alice.apikey)), [
      403,
      "ForbiddenError",
      '"alice" is the last administrator of group "company"; make another member administrator first',
    ]);
    assert.equal(await company.countChanges(), changes);
    assert.equal((await account(company, "alice")).membership?.groupId, "company");
    const byOperator = await company.send("DELETE", `${LIST}/alice`, company.operator.apikey);
    assert.equal(byOperator.status, 200);
    assert.equal((await account(company, "alice")).membership, null);
  });

  test("whoever is not a user of the group is not found, whether he exists or not", async () => {
    await using company = await startCompany(engine);
    const { alice } = company;
    const path = "/groups/company/relationships/service_accounts";
    await company.send("POST", path, alice.apikey, [{ type: "service_account", id: "bot" }]);
    const changes = await company.countChanges();
    for (const id of ["rita", "nobody", "rita@example.com", "company_bot"]) {
      assert.deepEqual(errorOf(await company.send("DELETE", `${LIST}/${id}`, alice.apikey)), [
        404,
        "NotFoundError",
        `User "${id}" not found`,
      ]);
    }
    assert.equal(await company.countChanges(), changes);
    assert.equal((await account(company, "rita")).membership?.groupId, "rivals");
    assert.equal((await account(company, "company_bot")).membership?.groupId, "company");
  });

  test("two administrators who remove each other at once leave one of them", async () => {
    await using company = await startCompany(engine);
    const carol = await company.createAdministrator("company", "carol");
    const replies = await Promise.all([
      company.send("DELETE", `${LIST}/carol`, company.alice.apikey),
      company.send("DELETE", `${LIST}/alice`, carol.apikey),
    ]);
    const { body } = await company.send("GET", `${LIST}?limit=40`, company.operator.apikey);
    const left = body.data.filter((item: { id: string }) => item.id === "alice" || item.id === "carol");
    assert.equal(left.length, 1);
    assert.equal(replies.filter(({ status }) => status === 200).length, 1);
  });
});
