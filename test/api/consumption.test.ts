import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { startServer, type TestServer } from "../harness.ts";
import { noonOf, recordCalls } from "./recorded-calls.ts";

const DAILY = "/groups/company/users_consuming_quota/api_requests_daily";

forEachEngine((engine) => {
  test("consumers are listed by what they consumed, most first or least first, across pages", async () => {
    await using server = await startServer({ engine });
    const { ann } = await company(server);
    const consumed = { bob: 5, carol: 9, dave: 5, ann: 1 };
    for (const [id, calls] of Object.entries(consumed)) await recordCalls(server, id, { calls });
    const list = async (query: string) => {
      const rows: [string, number][] = [];
      let next: string | undefined = `${DAILY}?limit=1&${query}`;
      while (next !== undefined) {
        const { status, body, text } = await server.request("GET", next, { key: ann.apikey });
        assert.equal(status, 200, text);
        assert.equal(body.meta.count, 4);
        for (const row of body.data) rows.push([row.id, row.context_attributes.quota_consumed_from_group]);
        next = body.links.next?.slice(`${server.url}/api/v3`.length);
      }
      return rows;
    };
    const most = [
      ["carol", 9],
      ["bob", 5],
      ["dave", 5],
      ["ann", 1],
    ];
    assert.deepEqual(await list(""), most);
    assert.deepEqual(await list("order=desc"), most);
    assert.deepEqual(await list("order=asc"), [most[3], most[1], most[2], most[0]]);
  });

  test("a row is the account as its administrator sees it, with what it consumed of the group", async () => {
    await using server = await startServer({ engine });
    const { ann } = await company(server);
    await recordCalls(server, "bob", { calls: 5 });
    const { body } = await server.request(
      "GET",
      `${DAILY}?attributes=email,quotas&relationships=api_quota_group`,
      {
        key: ann.apikey,
      },
    );
    const [row] = body.data;
    assert.equal(row.type, "user");
    assert.equal(row.id, "bob");
    assert.deepEqual(Object.keys(row.attributes).sort(), ["email", "quotas"]);
    assert.deepEqual(row.attributes.quotas.api_requests_daily, { allowed: 1_000_000_000, used: 5 });
    assert.deepEqual(row.context_attributes, { quota_consumed_from_group: 5, quota_share: 1 });
    assert.equal(row.relationships.api_quota_group.data.id, "company");
  });

  test("a period is a day or one of three months; without one it is the current month", async () => {
    await using server = await startServer({ engine });
    const { ann } = await company(server);
    for (const day of ["2026-05-01", "2026-06-30", "2026-07-01", "2026-07-15"]) {
      await recordCalls(server, "bob", { calls: Number(day.slice(-2)), at: noonOf(day) });
    }
    const consumed = async (quota: string, query = "") => {
      const path = `/groups/company/users_consuming_quota/${quota}${query}`;
      const { status, body } = await server.request("GET", path, { key: ann.apikey });
      return status === 200 ? body.data[0]?.context_attributes.quota_consumed_from_group : body.error.code;
    };
    for (const quota of ["api_requests_daily", "api_requests_monthly"]) {
      assert.equal(await consumed(quota), 16);
      assert.equal(await consumed(quota, "?period=2026-07"), 16);
      assert.equal(await consumed(quota, "?period=2026-07-15"), 15);
      assert.equal(await consumed(quota, "?period=2026-06"), 30);
      assert.equal(await consumed(quota, "?period=2026-05-01"), 1);
      assert.equal(await consumed(quota, "?period=2026-05-02"), undefined);
      assert.equal(await consumed(quota, "?period=2026-04"), "InvalidArgumentError");
      assert.equal(await consumed(quota, "?period=2026-08"), "InvalidArgumentError");
      assert.equal(await consumed(quota, "?period=20260701"), "InvalidArgumentError");
    }
    assert.equal(await consumed("private_scans_monthly", "?period=2026-07-15"), "InvalidArgumentError");
    assert.equal(await consumed("intelligence_hunting_rules", "?period=2026-07"), "InvalidArgumentError");
    assert.equal(await consumed("no_such_quota"), "InvalidArgumentError");
    assert.equal(await consumed("api_requests_daily", "?order=up"), "InvalidArgumentError");
  });

  test("live counts and quotas of the group's own can be asked for", async () => {
    await using server = await startServer({ engine });
    const { ann } = await company(server, { tickets_daily: { allowed: 5 } });
    await recordCalls(server, "bob", {
      charges: [
        { quota: "intelligence_hunting_rules", cost: 3 },
        { quota: "tickets_daily", cost: 2 },
      ],
    });
    for (const [quota, consumed] of [
      ["intelligence_hunting_rules", 3],
      ["tickets_daily", 2],
    ]) {
      const path = `/groups/company/users_consuming_quota/${quota}`;
      const { body } = await server.request("GET", path, { key: ann.apikey });
      assert.equal(body.data[0].context_attributes.quota_consumed_from_group, consumed);
    }
  });

  test("whoever left is listed with public attributes, deleted accounts are not", async () => {
    await using server = await startServer({ engine });
    const { ann } = await company(server);
    for (const id of ["bob", "carol"]) await recordCalls(server, id, { calls: 5 });
    const left = await server.request("DELETE", "/groups/company/relationships/users/bob", {
      key: ann.apikey,
    });
    assert.equal(left.status, 200, left.text);
    await recordCalls(server, "bob", { calls: 50 });
    const deleted = await server.request("DELETE", "/users/carol", { key: server.operator.apikey });
    assert.equal(deleted.status, 200, deleted.text);
    const { body } = await server.request("GET", DAILY, { key: ann.apikey });
    assert.equal(body.meta.count, 1);
    assert.equal(body.data[0].id, "bob");
    assert.equal(body.data[0].context_attributes.quota_consumed_from_group, 5);
    assert.equal(body.data[0].attributes.email, undefined);
    assert.equal(body.data[0].attributes.quotas, undefined);
    const group = await server.request("GET", "/groups/company", { key: ann.apikey });
    assert.equal(group.body.data.attributes.quotas.api_requests_daily.used, 10);
  });

  test("a share is a part of everything consumed, what deleted accounts consumed included", async () => {
    await using server = await startServer({ engine });
    const { ann } = await company(server);
    await recordCalls(server, "bob", { calls: 30 });
    await recordCalls(server, "carol", { calls: 10 });
    await recordCalls(server, "dave", { calls: 60 });
    await server.request("DELETE", "/users/dave", { key: server.operator.apikey });
    const { body } = await server.request("GET", DAILY, { key: ann.apikey });
    const shares = body.data.map((row: Row) => [row.id, row.context_attributes.quota_share]);
    assert.deepEqual(shares, [
      ["bob", 0.3],
      ["carol", 0.1],
    ]);
  });

  test("with by_day each row says what was consumed on each day of the period", async () => {
    await using server = await startServer({ engine });
    const { ann } = await company(server);
    await recordCalls(server, "bob", { calls: 5, at: noonOf("2026-07-01") });
    await recordCalls(server, "bob", { calls: 7, at: noonOf("2026-07-15") });
    await recordCalls(server, "bob", { calls: 9, at: noonOf("2026-06-30") });
    await recordCalls(server, "carol", { calls: 2, at: noonOf("2026-07-01") });
    const path = "/groups/company/users_consuming_quota/api_requests_monthly?by_day=true";
    const { body } = await server.request("GET", path, { key: ann.apikey });
    const days = body.data.map((row: Row) => [row.id, row.context_attributes.quota_consumed_daily]);
    assert.deepEqual(days, [
      ["bob", { "2026-07-01": 5, "2026-07-15": 7 }],
      ["carol", { "2026-07-01": 2 }],
    ]);
    const monthly = "/groups/company/users_consuming_quota/intelligence_searches_monthly?by_day=true";
    const refused = await server.request("GET", monthly, { key: ann.apikey });
    assert.equal(refused.status, 400);
    assert.match(refused.body.error.message, /by_day cannot be used with intelligence_searches_monthly/);
  });

  test("only the group's managers see who consumed, and refusal comes before bad input", async () => {
    await using server = await startServer({ engine });
    const { ann, bob } = await company(server);
    const zoe = await server.createUser("zoe");
    const statusFor = async (key: string | undefined, path = DAILY) =>
      (await server.request("GET", path, { key })).status;
    assert.equal(await statusFor(ann.apikey), 200);
    assert.equal(await statusFor(server.operator.apikey), 200);
    assert.equal(await statusFor(bob.apikey), 403);
    assert.equal(await statusFor(bob.apikey, `${DAILY}?order=up`), 403);
    assert.equal(await statusFor(zoe.apikey, `${DAILY}?order=up`), 404);
    assert.equal(await statusFor(undefined), 401);
  });
});

interface Row {
  readonly id: string;
  readonly context_attributes: { readonly quota_share: number; readonly quota_consumed_daily: object };
}

async function company(server: TestServer, quotas: object = {}) {
  await server.createGroup("company", { quotas });
  const ann = await server.createAdministrator("company", "ann");
  const bob = await server.createMember("company", "bob");
  await server.createMember("company", "carol");
  await server.createMember("company", "dave");
  return { ann, bob };
}
