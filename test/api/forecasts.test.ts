import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { startServer } from "../harness.ts";
import { noonOf, recordCalls } from "./recorded-calls.ts";

const RESET = Date.parse("2026-08-01T00:00:00Z") / 1000;

forEachEngine((engine) => {
  test("a group's and a member's month are forecast by their days, and when it will be used up", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company", { quotas: { api_requests_monthly: { allowed: 1000 } } });
    const ann = await server.createAdministrator("company", "ann");
    await server.createMember("company", "bob");
    server.clock.set(Date.parse("2026-07-15T00:00:00Z"));
    for (let day = 1; day <= 14; day++) {
      const at = noonOf(`2026-07-${String(day).padStart(2, "0")}`);
      await recordCalls(server, "ann", { calls: 30, at });
      await recordCalls(server, "bob", { calls: 20, at });
    }
    const group = await server.request("GET", "/groups/company/quota_forecasts", { key: ann.apikey });
    assert.deepEqual(group.body.data, {
      api_requests_monthly: {
        allowed: 1000,
        used: 700,
        forecast: 700 + 17 * 50,
        reset_date: RESET,
        exhaustion_date: Date.parse("2026-07-21T00:00:00Z") / 1000,
      },
    });
    const bob = await server.request("GET", "/users/bob/quota_forecasts", { key: ann.apikey });
    assert.deepEqual(bob.body.data, {
      api_requests_monthly: { allowed: 1_000_000_000, used: 280, forecast: 280 + 17 * 20, reset_date: RESET },
    });
  });

  test("a quota counted by the month alone goes on at the mean of its last four weeks", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company", { quotas: { intelligence_searches_monthly: { allowed: 400 } } });
    const ann = await server.createAdministrator("company", "ann");
    server.clock.set(Date.parse("2026-07-15T00:00:00Z"));
    const searches = (cost: number) => [{ quota: "intelligence_searches_monthly", cost }];
    await recordCalls(server, "ann", { charges: searches(300), at: noonOf("2026-06-20") });
    await recordCalls(server, "ann", { charges: searches(140), at: noonOf("2026-07-02") });
    const { body } = await server.request("GET", "/groups/company/quota_forecasts", { key: ann.apikey });
    assert.deepEqual(body.data, {
      intelligence_searches_monthly: { allowed: 400, used: 140, forecast: 310, reset_date: RESET },
    });
  });

  test("whoever has no monthly quota and has used none is forecast nothing", async () => {
    await using server = await startServer({ engine });
    const alice = await server.createUser("alice");
    const { body } = await server.request("GET", "/users/me/quota_forecasts", { key: alice.apikey });
    assert.deepEqual(body.data, {});
  });
});
