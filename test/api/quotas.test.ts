import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { startServer, type TestServer } from "../harness.ts";
import { recordCalls } from "./recorded-calls.ts";

forEachEngine((engine) => {
  test("an administrator caps a member's requests, and only `allowed` need be sent", async () => {
    await using server = await startServer({ engine });
    const { ann } = await company(server);
    const reply = await patchUser(server, ann.apikey, { api_requests_daily: { allowed: 1000 } });
    assert.equal(reply.status, 200, reply.text);
    assert.deepEqual(reply.body.data.attributes.quotas.api_requests_daily, { allowed: 1000, used: 0 });
    assert.deepEqual(reply.body.data.attributes.quotas.api_requests_hourly, {
      allowed: 60_000_000_000,
      used: 0,
    });
    const none = await patchUser(server, ann.apikey, { api_requests_daily: { allowed: null } });
    assert.equal(none.body.data.attributes.quotas.api_requests_daily.allowed, 1_000_000_000);
  });

  test("limits hold every whole number up to 2^53-1", async () => {
    await using server = await startServer({ engine });
    const { ann } = await company(server);
    for (const allowed of [0, 2 ** 31, 60_000_000_000, Number.MAX_SAFE_INTEGER]) {
      const { body } = await patchUser(server, ann.apikey, { api_requests_monthly: { allowed } });
      assert.equal(body.data.attributes.quotas.api_requests_monthly.allowed, allowed);
    }
    for (const allowed of [-1, 1.5, "10", true, Number.MAX_SAFE_INTEGER + 1, 1e300, [], {}]) {
      const { status, body } = await patchUser(server, ann.apikey, { api_requests_monthly: { allowed } });
      assert.equal(status, 400, String(allowed));
      assert.equal(body.error.code, "InvalidArgumentError");
    }
    const { body } = await server.request("GET", "/users/bob", { key: ann.apikey });
    assert.equal(body.data.attributes.quotas.api_requests_monthly.allowed, Number.MAX_SAFE_INTEGER);
  });

  test("a whole object sent back, with figures of a moment ago, changes only what is new in it", async () => {
    await using server = await startServer({ engine });
    const { ann, bob } = await company(server);
    await recordCalls(server, "bob", { calls: 5 });
    const { quotas } = (await server.request("GET", "/users/bob", { key: ann.apikey })).body.data.attributes;
    await recordCalls(server, "bob", { calls: 2 });
    quotas.api_requests_daily.allowed = 50;
    const reply = await patchUser(server, ann.apikey, quotas);
    assert.equal(reply.status, 200, reply.text);
    assert.deepEqual(reply.body.data.attributes.quotas.api_requests_daily, { allowed: 50, used: 7 });
    const own = await patchUser(server, bob.apikey, reply.body.data.attributes.quotas);
    assert.equal(own.status, 200, own.text);
  });

  test("what cannot be written is refused, and nothing beside it is written", async () => {
    await using server = await startServer({ engine });
    const { ann } = await company(server);
    await recordCalls(server, "bob", { calls: 5 });
    const good = { api_requests_hourly: { allowed: 7 } };
    const bad: readonly object[] = [
      { api_requests_daily: { used: 0 } },
      { api_requests_daily: { allowed: 10, used: 6 } },
      { api_requests_daily: { allowed: 10, used: -1 } },
      { api_requests_daily: { allowed: 10, used: "5" } },
      { api_requests_daily: { allowed: 10, window: "day" } },
      { api_requests_daily: 10 },
      { "API-Requests": { allowed: 10 } },
      { api_requests: { allowed: 10 } },
    ];
    for (const quotas of bad) {
      const { status, body } = await patchUser(server, ann.apikey, { ...good, ...quotas });
      assert.equal(status, 400, JSON.stringify(quotas));
      assert.equal(body.error.code, "InvalidArgumentError");
    }
    const notObjects = [10, "x", [], null];
    for (const quotas of notObjects) {
      const { status } = await patchUser(server, ann.apikey, quotas);
      assert.equal(status, 400);
    }
    const { body } = await server.request("GET", "/users/bob", { key: ann.apikey });
    assert.deepEqual(body.data.attributes.quotas.api_requests_hourly, { allowed: 60_000_000_000, used: 5 });
  });

  test("members set no limits, administrators those of requests and intelligence, operators all", async () => {
    await using server = await startServer({ engine });
    const { ann, bob } = await company(server);
    const people = { bob, ann, root: server.operator };
    const expected = {
      api_requests_daily: { bob: 403, ann: 200, root: 200 },
      intelligence_searches_monthly: { bob: 403, ann: 200, root: 200 },
      private_scans_monthly: { bob: 403, ann: 403, root: 200 },
      tickets_daily: { bob: 403, ann: 403, root: 200 },
    };
    let allowed = 1;
    for (const [quota, statuses] of Object.entries(expected)) {
      for (const [who, { apikey }] of Object.entries(people)) {
        const { status } = await patchUser(server, apikey, { [quota]: { allowed: ++allowed } });
        assert.equal(status, statuses[who as keyof typeof people], `${who} ${quota}`);
      }
    }
  });

  test("a group's limits are set by operators and read by its members", async () => {
    await using server = await startServer({ engine });
    const { ann, bob } = await company(server);
    const patch = (key: string, quotas: unknown) =>
      server.request("PATCH", "/groups/company", {
        key,
        body: { data: { type: "group", attributes: { quotas } } },
      });
    const changed = await patch(server.operator.apikey, { tickets_daily: { allowed: 9 } });
    assert.equal(changed.status, 200, changed.text);
    assert.equal((await patch(ann.apikey, { tickets_daily: { allowed: 10 } })).status, 403);
    assert.equal((await patch(bob.apikey, { tickets_daily: { allowed: 10 } })).status, 403);
    const { quotas } = (await server.request("GET", "/groups/company", { key: bob.apikey })).body.data
      .attributes;
    assert.deepEqual(quotas.tickets_daily, { allowed: 9, used: 0 });
    assert.equal((await patch(ann.apikey, quotas)).status, 200);
  });

  test("a changed limit is audited with what it was", async () => {
    await using server = await startServer({ engine });
    const { ann } = await company(server);
    await patchUser(server, ann.apikey, { api_requests_daily: { allowed: 5 } });
    const entry = await server.parts.store.read((db) =>
      db
        .selectFrom("audit_log")
        .select(["actor", "target", "before", "after"])
        .orderBy("seq", "desc")
        .executeTakeFirst(),
    );
    assert.deepEqual(
      { ...entry },
      {
        actor: "ann",
        target: "bob",
        before: '{"quotas":{"api_requests_daily":{"allowed":1000000000}}}',
        after: '{"quotas":{"api_requests_daily":{"allowed":5}}}',
      },
    );
  });
});

async function company(server: TestServer) {
  await server.createGroup("company");
  return {
    ann: await server.createAdministrator("company", "ann"),
    bob: await server.createMember("company", "bob"),
  };
}

function patchUser(server: TestServer, key: string, quotas: unknown) {
  const body = { data: { type: "user", id: "bob", attributes: { quotas } } };
  return server.request("PATCH", "/users/bob", { key, body });
}
