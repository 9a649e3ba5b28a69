import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { errorOf, startCompany, user } from "./company.ts";

const ADMIN = { privileges: { admin: { granted: true } } };
const LAST = [
  403,
  "ForbiddenError",
  '"root" is the last active operator; grant the privilege "admin", without an expiration date, to another user first',
];

forEachEngine((engine) => {
  test("the last operator for good cannot be deleted, deactivated, demoted or made to expire", async () => {
    await using server = await startCompany(engine);
    const { send, operator, bob } = server;
    const patch = (id: string, attributes: object) =>
      send("PATCH", `/users/${id}`, operator.apikey, { ...user(id), attributes });
    const soon = server.clock.nowMs() / 1000 + 3600;
    const passing = { privileges: { admin: { granted: true, expiration_date: soon } } };
    assert.equal((await patch("bob", passing)).status, 200);
    const losses = [
      { status: "inactive" },
      { privileges: { admin: { granted: false } } },
      { privileges: { admin: { granted: true, expiration_date: soon } } },
    ];
    for (const attributes of losses) assert.deepEqual(errorOf(await patch("root", attributes)), LAST);
    const byPassing = await send("DELETE", "/users/root", bob.apikey);
    assert.deepEqual(errorOf(byPassing), LAST);
    assert.equal((await patch("alice", ADMIN)).status, 200);
    assert.equal((await patch("root", { privileges: { admin: { granted: false } } })).status, 200);
    assert.equal((await send("GET", "/users", operator.apikey)).status, 403);
  });

  test("of two operators who delete each other at the same time one remains", async () => {
    await using server = await startCompany(engine);
    const { send, operator, alice } = server;
    await send("PATCH", "/users/alice", operator.apikey, { ...user("alice"), attributes: ADMIN });
    const replies = await Promise.all([
      send("DELETE", "/users/alice", operator.apikey),
      send("DELETE", "/users/root", alice.apikey),
    ]);
    // The other one is no operator any more when its turn comes, or was not even authenticated.
    assert.deepEqual(replies.filter(({ status }) => status === 200).length, 1);
    const remaining = replies[0].status === 200 ? operator : alice;
    assert.equal((await send("GET", "/users", remaining.apikey)).status, 200);
  });

  test("an operator deletes users and service accounts without a password, for an unknown one it is 404", async () => {
    await using server = await startCompany(engine);
    const { send, operator, alice, bob } = server;
    const data = [{ type: "service_account", id: "bot" }];
    await send("POST", "/groups/company/relationships/service_accounts", alice.apikey, data);
    for (const id of ["bob", "alice", "company_bot"]) {
      const reply = await send("DELETE", `/users/${id}`, operator.apikey);
      assert.deepEqual([reply.status, reply.text, reply.headers["content-length"]], [200, "", "0"]);
      assert.deepEqual(errorOf(await send("DELETE", `/users/${id}`, operator.apikey)), [
        404,
        "NotFoundError",
        `User "${id}" not found`,
      ]);
    }
    assert.equal((await send("GET", "/users/me", bob.apikey)).body.error.code, "WrongCredentialsError");
    const { body } = await send("GET", "/groups/company/users", operator.apikey);
    assert.equal(body.meta.count, 0);
  });

  test("a group's administrator takes in no operator, and cannot touch the keys of one who is a member", async () => {
    await using server = await startCompany(engine);
    const { send, operator, alice, bob } = server;
    for (const list of ["users", "administrators"]) {
      const path = `/groups/company/relationships/${list}`;
      const reply = await send("POST", path, alice.apikey, [user("root@example.com")]);
      assert.deepEqual(errorOf(reply), [
        403,
        "ForbiddenError",
        '"root@example.com" can be added to a group by an operator only',
      ]);
    }
    await send("PATCH", "/users/bob", operator.apikey, { ...user("bob"), attributes: ADMIN });
    const keys = await send("GET", "/users/bob/api_keys", alice.apikey);
    assert.equal(keys.status, 200);
    const path = `/users/bob/api_keys/${keys.body.data[0].id}`;
    assert.equal((await send("DELETE", path, alice.apikey)).status, 403);
    assert.equal((await send("GET", "/users", bob.apikey)).status, 200);
    assert.equal((await send("DELETE", path, bob.apikey)).status, 200);
  });

  test("a service account cannot be made an operator, whose keys others hold", async () => {
    await using server = await startCompany(engine);
    const { send, operator, alice } = server;
    const data = [{ type: "service_account", id: "bot" }];
    await send("POST", "/groups/company/relationships/service_accounts", alice.apikey, data);
    for (const path of ["/users/company_bot", "/service_accounts/company_bot"]) {
      const reply = await send("PATCH", path, operator.apikey, { attributes: ADMIN });
      assert.deepEqual(errorOf(reply), [
        400,
        "InvalidArgumentError",
        'A service account cannot be an operator, because administrators of its group hold its keys; grant "admin" to a user',
      ]);
    }
    const others = { privileges: { admin: { granted: false }, intelligence: { granted: true } } };
    const harmless = await send("PATCH", "/users/company_bot", operator.apikey, { attributes: others });
    assert.equal(harmless.status, 200, harmless.text);
  });

  test("nobody can have an account with an address that service accounts have", async () => {
    await using server = await startCompany(engine);
    const attributes = { email: "Company_bot@service-accounts.invalid" };
    const body = { ...user("mallory"), attributes };
    assert.deepEqual(errorOf(await server.send("POST", "/users", server.operator.apikey, body)), [
      400,
      "InvalidArgumentError",
      '"Company_bot@service-accounts.invalid" is the address of a service account, not of a person',
    ]);
  });

  test("an administrator opens his group to the domain of his own address, others only an operator", async () => {
    await using server = await startCompany(engine);
    const { send, operator, alice, rita } = server;
    const patch = (key: string, patterns: readonly string[]) =>
      send("PATCH", "/groups/company", key, { type: "group", attributes: { auto_add_users: patterns } });
    const foreign = ["*@example.com", "*@rivals.example"];
    assert.deepEqual(errorOf(await patch(alice.apikey, foreign)), [
      403,
      "ForbiddenError",
      '"*@rivals.example" is not the domain of your own address; an operator can open the group to it',
    ]);
    assert.equal((await patch(alice.apikey, ["*@ample.com"])).status, 403);
    assert.equal((await patch(alice.apikey, ["*@example.com", "new@rivals.example"])).status, 200);
    assert.equal((await patch(operator.apikey, foreign)).status, 200);
    const kept = await patch(alice.apikey, ["*@rivals.example", "*@EXAMPLE.com"]);
    assert.deepEqual(kept.body.data.attributes.auto_add_users, ["*@rivals.example", "*@example.com"]);
    await server.createUser("newcomer", { email: "newcomer@rivals.example" });
    const joined = await send("GET", "/groups/company/relationships/users/newcomer", alice.apikey);
    assert.equal(joined.body.data, true);
    assert.equal((await patch(rita.apikey, ["*@example.com"])).status, 404);
  });
});
