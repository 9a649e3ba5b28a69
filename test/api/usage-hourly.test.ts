import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { startServer } from "../harness.ts";
import { noonOf, recordCalls } from "./recorded-calls.ts";

// The server's clock stands at 2026-07-15T10:00:00Z.
const at = (instant: string) => Date.parse(instant) / 1000;

forEachEngine((engine) => {
  test("usage by hour has every hour that has begun, of yesterday and today unless told otherwise", async () => {
    await using server = await startServer({ engine });
    const alice = await server.createUser("alice");
    await recordCalls(server, "alice", { calls: 3, at: at("2026-07-14T23:59:59Z") });
    await recordCalls(server, "alice", { calls: 2, charges: [], at: at("2026-07-15T00:00:00Z") });
    await recordCalls(server, "alice", { calls: 4, bucket: "urls", at: at("2026-07-15T09:30:00Z") });
    await recordCalls(server, "alice", { calls: 100, at: at("2026-07-13T23:59:59Z") });
    const { body } = await server.request("GET", "/users/me/api_usage_hourly", { key: alice.apikey });
    const hours = Object.keys(body.data.hourly);
    assert.equal(hours.length, 24 + 11);
    assert.deepEqual([hours[0], hours.at(-1)], ["2026-07-14T00:00:00Z", "2026-07-15T10:00:00Z"]);
    assert.deepEqual(Object.keys(body.data.hourly_endpoints_not_consuming_quota), hours);
    assert.deepEqual(body.data.hourly["2026-07-14T23:00:00Z"], { files: 3 });
    assert.deepEqual(body.data.hourly["2026-07-15T00:00:00Z"], {});
    assert.deepEqual(body.data.hourly_endpoints_not_consuming_quota["2026-07-15T00:00:00Z"], { files: 2 });
    assert.deepEqual(body.data.hourly["2026-07-15T09:00:00Z"], { urls: 4 });
    assert.deepEqual(body.data.total, { files: 3, urls: 4 });
  });

  test("the hours of a day add up to the day, of an account and of its group", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    const ann = await server.createAdministrator("company", "ann");
    for (const hour of ["00", "07", "12", "23"]) {
      await recordCalls(server, "ann", { calls: Number(hour) + 1, at: at(`2026-07-10T${hour}:15:00Z`) });
    }
    for (const subject of ["/users/ann", "/groups/company"]) {
      const dates = "start_date=20260710&end_date=20260710";
      const byHour = await server.request("GET", `${subject}/api_usage_hourly?${dates}`, { key: ann.apikey });
      const byDay = await server.request("GET", `${subject}/api_usage?${dates}`, { key: ann.apikey });
      assert.deepEqual(byHour.body.data.total, { files: 46 });
      assert.deepEqual(byDay.body.data.daily["2026-07-10"], byHour.body.data.total);
      assert.equal(Object.keys(byHour.body.data.hourly).length, 24);
    }
  });

  test("at most a week of hours can be asked for, of what is kept", async () => {
    await using server = await startServer({ engine });
    const alice = await server.createUser("alice");
    const refused = [
      ["start_date=20260708&end_date=20260715", /8 days long; at most 7 days can be asked for at once/],
      ["end_date=20260716", /out of range: usage is kept from 20260517 to 20260715/],
      ["start_date=yesterday", /is not a date in the format YYYYMMDD/],
    ] as const;
    for (const [query, message] of refused) {
      const { status, body } = await server.request("GET", `/users/me/api_usage_hourly?${query}`, {
        key: alice.apikey,
      });
      assert.equal(status, 400, query);
      assert.equal(body.error.code, "InvalidArgumentError");
      assert.match(body.error.message, message);
    }
    const week = await server.request("GET", "/users/me/api_usage_hourly?start_date=20260601", {
      key: alice.apikey,
    });
    assert.equal(Object.keys(week.body.data.hourly).length, 7 * 24);
  });

  test("a group's usage can be asked for one account: what the group paid for it, and no more", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    await server.createGroup("rival");
    const ann = await server.createAdministrator("company", "ann");
    await server.createMember("company", "bob");
    const zoe = await server.createAdministrator("rival", "zoe");
    await recordCalls(server, "ann", { calls: 50, at: noonOf("2026-07-13") });
    await recordCalls(server, "bob", { calls: 5, at: noonOf("2026-07-13") });
    await recordCalls(server, "bob", { calls: 1, bucket: "urls", at: noonOf("2026-07-14") });
    await server.request("DELETE", "/groups/company/relationships/users/bob", { key: ann.apikey });
    await server.addMember("rival", { email: "bob@example.com" });
    await recordCalls(server, "bob", { calls: 1000, at: noonOf("2026-07-14") });
    for (const user of ["bob", "bob%40example.com"]) {
      const path = `/groups/company/api_usage?user=${user}`;
      const { body } = await server.request("GET", path, { key: ann.apikey });
      assert.deepEqual(body.data.total, { files: 5, urls: 1 });
      assert.deepEqual(body.data.daily["2026-07-13"], { files: 5 });
      assert.equal(Object.keys(body.data.daily).length, 30);
    }
    const hours = await server.request("GET", "/groups/rival/api_usage_hourly?user=bob", { key: zoe.apikey });
    assert.deepEqual(hours.body.data.hourly["2026-07-14T12:00:00Z"], { files: 1000 });
  });

  test("an account of somebody else's looks like one that does not exist in a group's usage", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    const ann = await server.createAdministrator("company", "ann");
    await server.createUser("mallory");
    for (const resource of ["api_usage", "api_usage_hourly"]) {
      for (const user of ["mallory", "none"]) {
        const path = `/groups/company/${resource}?user=${user}`;
        const { status, body } = await server.request("GET", path, { key: ann.apikey });
        assert.equal(status, 404);
        assert.deepEqual(body.error, { code: "NotFoundError", message: `User "${user}" not found` });
      }
    }
  });
});
