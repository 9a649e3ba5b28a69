import assert from "node:assert/strict";
import { test } from "node:test";
import { utcDay } from "../../src/base/clock.ts";
import { entriesAfter } from "../../src/store/audit-log.ts";
import { findUser } from "../../src/store/users.ts";
import { forEachEngine } from "../engines.ts";
import { START, startTestServer, type TestServer } from "../harness.ts";

const TODAY = utcDay(Date.parse(START) / 1000);

async function usageOf(server: TestServer, id: string) {
  const user = await server.parts.store.read((db) => findUser(db, id));
  assert.ok(user);
  return server.parts.ledger.userUsage(user.uid, { firstDay: TODAY, lastDay: TODAY });
}

async function refusals(server: TestServer) {
  const entries = await server.parts.store.read((db) => entriesAfter(db, 0, 1000));
  return entries.filter(({ action }) => action === "REQUEST_REFUSED");
}

forEachEngine((engine) => {
  test("every call with a key is counted by endpoint, free of charge, whatever its answer", async () => {
    await using server = await startTestServer({ engine });
    const alice = await server.createUser("alice");
    const key = alice.apikey;
    await server.request("GET", "/metadata", { key });
    await server.request("HEAD", "/metadata", { key });
    await server.request("GET", "/users/nobody", { key });
    await server.request("POST", "/groups", { key, rawBody: "{" });
    await server.request("GET", "/metadata");
    await server.request("PUT", "/metadata", { key });
    assert.deepEqual(
      (await usageOf(server, "alice")).toSorted((a, b) => (a.bucket < b.bucket ? -1 : 1)),
      [
        { day: TODAY, bucket: "groups", consuming: false, calls: 1 },
        { day: TODAY, bucket: "metadata", consuming: false, calls: 2 },
        { day: TODAY, bucket: "users", consuming: false, calls: 1 },
      ],
    );
  });

  test("a call refused with 403 is in the audit, with who, what and from where", async () => {
    await using server = await startTestServer({ engine });
    const alice = await server.createUser("alice");
    const body = { data: { type: "group", id: "company", attributes: { organization: "x" } } };
    const headers = { "user-agent": "curl/8" };
    const reply = await server.request("POST", "/groups", { key: alice.apikey, body, headers });
    assert.equal(reply.status, 403);
    const [entry, ...others] = await refusals(server);
    assert.deepEqual(others, []);
    assert.ok(entry);
    assert.deepEqual(
      [entry.outcome, entry.actor, entry.address, entry.client, entry.request_id, entry.target],
      ["refused", "alice", "127.0.0.1", "curl/8", reply.headers["x-request-id"], "POST /groups"],
    );
    assert.deepEqual(JSON.parse(entry.after ?? ""), {
      path: "/groups",
      message: "You are not authorized to perform the requested operation",
    });
  });

  test("a read-only key reads, and is refused whatever would change something", async () => {
    await using server = await startTestServer({ engine });
    const { apikey } = await server.createUser("alice");
    const data = { type: "api_key", attributes: { read_only: true } };
    const created = await server.request("POST", "/users/alice/api_keys", { key: apikey, body: { data } });
    assert.equal(created.status, 200, created.text);
    const key = created.body.data.attributes.apikey;
    for (const method of ["GET", "HEAD"]) {
      assert.equal((await server.request(method, "/users/alice", { key })).status, 200);
    }
    const body = { data: { type: "user", attributes: { first_name: "Mallory" } } };
    const refused = await server.request("PATCH", "/users/alice", { key, body });
    assert.deepEqual(
      [refused.status, refused.body],
      [
        403,
        {
          error: {
            code: "ForbiddenError",
            message: "This API key is read-only; use one that is not to make changes",
          },
        },
      ],
    );
    const { body: after } = await server.request("GET", "/users/alice", { key });
    assert.equal(after.data.attributes.first_name, "");
    assert.equal((await refusals(server)).length, 1);
  });

  test("what is merely absent, wrong or without a key is no refusal", async () => {
    await using server = await startTestServer({ engine });
    const alice = await server.createUser("alice");
    const statuses = [
      (await server.request("GET", "/users/root", { key: alice.apikey })).status,
      (await server.request("PATCH", "/users/alice", { key: alice.apikey, rawBody: "{" })).status,
      (await server.request("POST", "/groups", { rawBody: "{}" })).status,
    ];
    assert.deepEqual(statuses, [404, 400, 401]);
    assert.deepEqual(await refusals(server), []);
  });
});
