import assert from "node:assert/strict";
import { test } from "node:test";
import { findInvitationByEmail } from "../../src/store/invitations.ts";
import { forEachEngine } from "../engines.ts";
import { errorOf, idsOf, startCompany, user } from "./company.ts";

const LIST = "/groups/company/relationships/administrators";
const USERS = "/groups/company/relationships/users";
const ADMIN = { role: "admin", roles: ["USER_ROLE_GROUP_ADMIN"] };

forEachEngine((engine) => {
  test("a member becomes administrator and keeps his roles; someone outside joins in one step", async () => {
    await using company = await startCompany(engine);
    const carol = await company.createUser("carol");
    await company.send("PATCH", USERS, company.alice.apikey, [
      { id: "bob", context_attributes: { roles: ["USER_ROLE_PRIVATE_SCANNING"] } },
    ]);
    const before = await company.trail();
    const emails = ["bob@example.com", "carol@example.com", "alice@example.com"];
    const add = () => company.send("POST", LIST, company.alice.apikey, emails.map(user));
    const first = await add();
    const bobContext = {
      role: "admin",
      roles: ["USER_ROLE_GROUP_ADMIN", "USER_ROLE_PRIVATE_SCANNING"],
    };
    assert.deepEqual(first.body.data, [
      { type: "user", id: "bob", context_attributes: bobContext },
      { type: "user", id: "carol", context_attributes: ADMIN },
      { type: "user", id: "alice", context_attributes: ADMIN },
    ]);
    const trail = await company.trail();
    assert.deepEqual(trail.slice(before.length), [
      "ADD_GROUP_ADMIN bob",
      "ADD_GROUP_USER carol",
      "ADD_GROUP_ADMIN carol",
    ]);
    assert.deepEqual((await add()).body, first.body);
    assert.deepEqual(await company.trail(), trail);
    const listing = await company.send("GET", LIST, carol.apikey);
    assert.deepEqual(idsOf(listing), ["alice", "bob", "carol"]);
    assert.equal(listing.body.meta.count, 3);
  });

  test("an unknown address is invited as administrator, which raises an invitation made before", async () => {
    await using company = await startCompany(engine);
    const { alice } = company;
    const invited = [user("new@example.org")];
    const plain = await company.send("POST", USERS, alice.apikey, invited);
    const raised = await company.send("POST", LIST, alice.apikey, invited);
    const [before, after] = [plain, raised].map(({ body }) => body.data[0].context_attributes);
    assert.deepEqual([before.role, after.role], ["user", "admin"]);
    assert.equal(after.invitation_id, before.invitation_id);
    assert.equal(company.mails.length, 1);
    const lowered = await company.send("POST", USERS, alice.apikey, invited);
    assert.equal(lowered.body.data[0].context_attributes.role, "admin");
    const { store } = company.parts;
    const invitation = await store.read((db) => findInvitationByEmail(db, 1, "new@example.org"));
    assert.equal(invitation?.isAdmin, true);
    assert.deepEqual(idsOf(await company.send("GET", LIST, alice.apikey)), ["alice"]);
  });

  test("a username among the addresses makes nobody administrator", async () => {
    await using company = await startCompany(engine);
    const changes = await company.countChanges();
    const reply = await company.send("POST", LIST, company.alice.apikey, [
      user("bob@example.com"),
      user("bob"),
    ]);
    assert.deepEqual(errorOf(reply), [400, "InvalidArgumentError", 'Invalid email address: "bob"']);
    assert.equal(await company.countChanges(), changes);
    assert.deepEqual(idsOf(await company.send("GET", LIST, company.bob.apikey)), ["alice"]);
  });

  test("whether someone is administrator is told by username or address", async () => {
    await using company = await startCompany(engine);
    const has = async (id: string) => (await company.send("GET", `${LIST}/${id}`, company.alice.apikey)).body;
    assert.deepEqual(await has("alice"), { data: true });
    assert.deepEqual(await has("ALICE@example.com"), { data: true });
    for (const id of ["bob", "rita", "nobody"]) assert.deepEqual(await has(id), { data: false }, id);
  });

  test("a demoted administrator stays a member with his other roles", async () => {
    await using company = await startCompany(engine);
    const carol = await company.createAdministrator("company", "carol");
    await company.send("PATCH", USERS, company.alice.apikey, [
      { id: "carol", context_attributes: { add_roles: ["USER_ROLE_FILE_UPLOADS"] } },
    ]);
    const reply = await company.send("DELETE", `${LIST}/carol`, carol.apikey);
    assert.equal(reply.status, 200);
    assert.equal(reply.text, "");
    assert.equal((await company.trail()).at(-1), "DELETE_GROUP_ADMIN carol");
    const listing = await company.send("GET", USERS, company.bob.apikey);
    assert.deepEqual(listing.body.data[2].context_attributes, {
      role: "user",
      roles: ["USER_ROLE_FILE_UPLOADS"],
    });
    assert.equal((await company.send("DELETE", `${LIST}/alice`, carol.apikey)).status, 403);
    assert.deepEqual(errorOf(await company.send("DELETE", `${LIST}/carol`, company.alice.apikey)), [
      404,
      "NotFoundError",
      'Administrator "carol" not found',
    ]);
  });

  test("an inactive administrator does not count: the last active one stays until an operator demotes him", async () => {
    await using company = await startCompany(engine);
    await company.createAdministrator("company", "carol");
    const inactive = { attributes: { status: "inactive" } };
    assert.equal(
      (await company.send("PATCH", "/users/carol", company.operator.apikey, inactive)).status,
      200,
    );
    const changes = await company.countChanges();
    const refused = await company.send("DELETE", `${LIST}/alice`, company.alice.apikey);
    assert.deepEqual(errorOf(refused).slice(0, 2), [403, "ForbiddenError"]);
    assert.equal(await company.countChanges(), changes);
    assert.equal((await company.send("DELETE", `${LIST}/alice`, company.operator.apikey)).status, 200);
    assert.equal((await company.send("DELETE", `${LIST}/carol`, company.operator.apikey)).status, 200);
    assert.deepEqual((await company.send("GET", LIST, company.bob.apikey)).body.data, []);
  });
});
