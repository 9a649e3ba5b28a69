import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sql } from "kysely";
import type { Entry } from "../../src/ledger/entry.ts";
import { describeDifference, verifyLedger } from "../../src/ledger/verify.ts";
import type { Engine } from "../../src/store/database.ts";
import { forEachEngine } from "../engines.ts";
import { openLedger, request, type TestLedger } from "./ledger-setup.ts";

const NOW = "2026-03-31T12:00:00Z";
const NOW_SECONDS = Date.parse(NOW) / 1000;

const charges = fc.array(
  fc.record({
    quota: fc.constantFrom(
      "api_requests",
      "api_requests_daily",
      "private_scans_monthly",
      "private_scans_per_minute",
      "tickets_daily",
      "intelligence_hunting_rules",
    ),
    cost: fc.integer({ min: -1, max: 3 }),
    gid: fc.integer({ min: 0, max: 2 }),
  }),
  { maxLength: 3 },
);
const entries: fc.Arbitrary<Entry[]> = fc.array(
  fc.record({
    uid: fc.integer({ min: 1, max: 4 }),
    gid: fc.integer({ min: 0, max: 2 }),
    bucket: fc.constantFrom("files", "urls", "domains"),
    calls: fc.integer({ min: 1, max: 5 }),
    charges,
    at: fc.integer({ min: NOW_SECONDS - 100 * 86_400, max: NOW_SECONDS }),
  }),
  { maxLength: 60 },
);

forEachEngine((engine) => {
  test("whatever is recorded, usage = quota = journal", async () => {
    await fc.assert(
      fc.asyncProperty(entries, async (all) => {
        await using opened = await openLedger(engine, NOW);
        await Promise.all(all.map((entry) => opened.ledger.record(entry)));
        assert.deepEqual(await differences(opened), []);
      }),
      { numRuns: engine === "sqlite" ? 20 : 5 },
    );
  });

  const tampering = [
    [
      "user_usage_daily",
      "update user_usage_daily set calls = calls + 1",
      "user_usage_daily: account 1, files, from 2026-03-31T00:00:00Z: is 4, but the journal says 3",
    ],
    [
      "group_usage_daily",
      "delete from group_usage_daily",
      "group_usage_daily: group 7, files, from 2026-03-31T00:00:00Z: is 0, but the journal says 3",
    ],
    [
      "member_counters",
      "update member_counters set used = 1 where quota = 'api_requests_monthly'",
      "member_counters: account 1, group 7, api_requests_monthly, from 2026-03-01T00:00:00Z: is 1, but the journal says 3",
    ],
    [
      "group_counters",
      "update group_counters set used = 9 where quota = 'api_requests_hourly'",
      "group_counters: group 7, api_requests_hourly, from 2026-03-31T12:00:00Z: is 9, but the journal says 3",
    ],
    [
      "group_counters that nothing was charged to",
      "insert into group_counters (gid, window_start, quota, used) values (9, 0, 'monitor_storage_files', 5)",
      "group_counters: group 9, monitor_storage_files, live count: is 5, but the journal says 0",
    ],
  ] as const;
  for (const [table, statement, sentence] of tampering) {
    test(`a changed figure in ${table} is named, with what the journal says`, async () => {
      await using opened = await openTampered(engine, statement);
      assert.deepEqual(await differences(opened), [sentence]);
    });
  }

  test("a changed journal disagrees with everything that followed from it", async () => {
    await using opened = await openTampered(engine, "update usage_journal set calls = 2, cost = 2");
    assert.equal((await differences(opened)).length, 8);
  });
});

async function openTampered(engine: Engine, statement: string): Promise<TestLedger> {
  const opened = await openLedger(engine, NOW);
  for (let call = 0; call < 3; call++) await opened.ledger.record(request(1, 7));
  await opened.ledger.fold();
  await opened.store.transaction((tx) => sql.raw(statement).execute(tx));
  return opened;
}

async function differences({ ledger, store }: TestLedger): Promise<readonly string[]> {
  await ledger.fold();
  return (await verifyLedger(store, NOW_SECONDS)).map(describeDifference);
}
