import assert from "node:assert/strict";
import { test } from "node:test";
import { readRuleFile } from "../../src/gateway/rule-file.ts";
import { DemoUpstream } from "../../src/upstream/demo-upstream.ts";
import { forEachEngine } from "../engines.ts";
import { Crowd } from "./crowd.ts";
import { FILE, startSpending, statusesOf } from "./spending.ts";

const LOOKUPS_BY_THE_MINUTE = readRuleFile(
  "rules.yaml",
  `rules:
  - methods: [GET]
    path: /files/{id}
    bucket: files
    charges: [{quota: api_requests, cost: 1}, {quota: lookups_per_minute, cost: 1}]`,
);

forEachEngine((engine) => {
  // On a busy machine the last of a thousand would wait so long for a connection to PostgreSQL that they are told to retry.
  const callers = engine === "sqlite" ? 1000 : 200;

  test(`of ${callers} calls over HTTP at once for the last unit exactly one is admitted`, async () => {
    await using server = await startSpending({ engine });
    await server.limit("company", { api_requests_monthly: 4 });
    assert.deepEqual(await statusesOf(3, () => server.spend(server.alice)), [200, 200, 200]);
    using crowd = await Crowd.gather(server.url, callers);
    const statuses = await crowd.ask(`/authorize${FILE}`, server.alice.apikey);
    assert.deepEqual(statuses, { 200: 1, 429: callers - 1 });
    await server.assertAgreement();
  });

  test("of a hundred calls at once through the gateway for the last unit exactly one reaches the upstream", async () => {
    await using upstream = await DemoUpstream.start();
    await using server = await startSpending({
      engine,
      settings: { upstreamUrl: upstream.url },
      secrets: { upstreamApiKey: upstream.key },
    });
    await server.limit("alice", { api_requests_hourly: 1 });
    using crowd = await Crowd.gather(server.url, 100);
    assert.deepEqual(await crowd.ask(FILE, server.alice.apikey), { 200: 1, 429: 99 });
    assert.equal(upstream.calls.length, 1);
  });

  test("12 a minute and 200 a month: a call that the minute refuses changes nothing in the month, by HTTP", async () => {
    await using server = await startSpending({ engine, settings: { rules: LOOKUPS_BY_THE_MINUTE } });
    await server.limit("company", { lookups_per_minute: 12, api_requests_monthly: 200 });
    for (let minute = 0; minute < 16; minute += 1) {
      const statuses = await statusesOf(13, () => server.spend(server.alice));
      assert.deepEqual(statuses, [...Array<number>(12).fill(200), 429]);
      const before = await server.books();
      const refused = await server.spend(server.alice);
      assert.match(refused.body.error.message, /^Quota exceeded: lookups_per_minute of the group /);
      assert.deepEqual(await server.books(), before);
      server.clock.advance(60_000);
    }
    // 16 minutes of 12 are 192, so that the month has room for 8 more.
    const statuses = await statusesOf(9, () => server.spend(server.alice));
    assert.deepEqual(statuses, [...Array<number>(8).fill(200), 429]);
    const { body } = await server.spend(server.alice);
    assert.match(
      body.error.message,
      /^Quota exceeded: api_requests_monthly of the group .* allows 200, of which 200 /,
    );
    await server.assertAgreement();
  });
});
