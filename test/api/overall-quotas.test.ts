import assert from "node:assert/strict";
import { test } from "node:test";
import { KNOWN_QUOTAS } from "../../src/model/quotas.ts";
import { forEachEngine } from "../engines.ts";
import { startServer } from "../harness.ts";
import { recordCalls } from "./recorded-calls.ts";

forEachEngine((engine) => {
  test("overall quotas have every known quota, with the user's side and the paying group's", async () => {
    await using server = await startServer({ engine });
    const quotas = {
      api_requests_daily: { allowed: 30_000_000 },
      intelligence_searches_monthly: { allowed: 100_000 },
      tickets_daily: { allowed: 5 },
    };
    await server.createGroup("company", { quotas });
    const alice = await server.createMember("company", "alice");
    await server.createMember("company", "bob");
    await recordCalls(server, "alice", { calls: 17 });
    await recordCalls(server, "bob", { calls: 3 });
    await recordCalls(server, "alice", { charges: [{ quota: "intelligence_searches_monthly", cost: 5 }] });
    const { status, body } = await server.request("GET", "/users/alice/overall_quotas", {
      key: alice.apikey,
    });
    assert.equal(status, 200);
    const { data } = body;
    assert.deepEqual(Object.keys(data), [...KNOWN_QUOTAS, "tickets_daily"].sort());
    assert.deepEqual(data.api_requests_daily, {
      user: { allowed: 1_000_000_000, used: 17 },
      group: { allowed: 30_000_000, used: 20, inherited_from: "company" },
    });
    assert.deepEqual(data.api_requests_hourly, {
      user: { allowed: 60_000_000_000, used: 17 },
      group: { allowed: 60_000_000_000, used: 20, inherited_from: "company" },
    });
    assert.deepEqual(data.intelligence_searches_monthly, {
      user: { allowed: 0, used: 5 },
      group: { allowed: 100_000, used: 5, inherited_from: "company" },
    });
    assert.deepEqual(data.tickets_daily, {
      user: { allowed: 0, used: 0 },
      group: { allowed: 5, used: 0, inherited_from: "company" },
    });
  });

  test("a user without a group has only sides of his own", async () => {
    await using server = await startServer({ engine });
    const alice = await server.createUser("alice");
    const { body } = await server.request("GET", `/users/${alice.apikey}/overall_quotas`, {
      key: alice.apikey,
    });
    assert.deepEqual(Object.keys(body.data), KNOWN_QUOTAS);
    for (const quota of Object.values<object>(body.data)) assert.deepEqual(Object.keys(quota), ["user"]);
  });

  test("what was used begins anew with its window, by the server's clock", async () => {
    await using server = await startServer({ engine });
    const alice = await server.createUser("alice");
    await recordCalls(server, "alice");
    const used = async () => {
      const { body } = await server.request("GET", "/users/alice/overall_quotas", { key: alice.apikey });
      return ["hourly", "daily", "monthly"].map((window) => body.data[`api_requests_${window}`].user.used);
    };
    assert.deepEqual(await used(), [1, 1, 1]);
    server.clock.set(Date.parse("2026-07-15T11:00:00Z"));
    assert.deepEqual(await used(), [0, 1, 1]);
    server.clock.set(Date.parse("2026-07-16T00:00:00Z"));
    assert.deepEqual(await used(), [0, 0, 1]);
    server.clock.set(Date.parse("2026-08-01T00:00:00Z"));
    assert.deepEqual(await used(), [0, 0, 0]);
  });

  test("overall quotas are shown to those close to the account only", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    await server.createMember("company", "alice");
    const ann = await server.createAdministrator("company", "ann");
    const bob = await server.createMember("company", "bob");
    const zoe = await server.createUser("zoe");
    const keys = [ann.apikey, server.operator.apikey, bob.apikey, zoe.apikey, undefined];
    const statuses: number[] = [];
    for (const key of keys) {
      statuses.push((await server.request("GET", "/users/alice/overall_quotas", { key })).status);
    }
    assert.deepEqual(statuses, [200, 200, 404, 404, 401]);
  });
});
