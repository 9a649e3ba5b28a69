import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/cli/seed/random.ts";
import { forEachEngine } from "../engines.ts";
import { LedgerModel, type ModelLine } from "./ledger-model.ts";
import { resetOf, startSpending, statusesOf } from "./spending.ts";

const SECOND = 1000;

/** Seconds around the ends of hours, days and months, among them that of a leap day. */
const INSTANTS = [
  "2024-02-29T21:59:59Z",
  "2024-02-29T22:00:00Z",
  "2024-02-29T23:00:00Z",
  "2024-02-29T23:59:59Z",
  "2024-03-01T00:00:00Z",
  "2024-03-01T00:00:01Z",
  "2024-03-01T01:00:00Z",
  "2024-03-02T00:00:00Z",
];
const STEPS = 120;

/** Of months with 28, 29, 30 and 31 days: the first instant, and that of the next month. */
const MONTHS = [
  ["2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"],
  ["2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"],
  ["2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z"],
  ["2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"],
] as const;

forEachEngine((engine) => {
  test("a clock that steps back and forth over the ends of windows gives no unit twice and refuses none that is left", async (t) => {
    const seed = Number(process.env.TOLLGATE_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
    t.diagnostic(`TOLLGATE_TEST_SEED=${seed}`);
    await using server = await startSpending({ engine });
    await server.limit("alice", { api_requests_hourly: 6, api_requests_monthly: 40 });
    await server.limit("company", { api_requests_daily: 20 });
    const lines: readonly ModelLine[] = [
      { side: "user", id: 1, quota: "api_requests_hourly", allowed: 6 },
      { side: "user", id: 1, quota: "api_requests_monthly", allowed: 40 },
      { side: "group", id: 1, quota: "api_requests_daily", allowed: 20 },
    ];
    const [random, model] = [new Random(seed), new LedgerModel()];
    for (let step = 0; step < STEPS; step += 1) {
      const instant = INSTANTS[Math.floor(random.fraction() * INSTANTS.length)] ?? "";
      server.moveTo(instant);
      const expected = model.reserve(lines, Date.parse(instant));
      if (expected !== undefined) model.end(expected, true);
      const { status } = await server.spend(server.alice);
      assert.equal(status, expected === undefined ? 429 : 200, `step ${step} at ${instant}`);
    }
    await server.assertAgreement();
  });

  test("a month ends with its last day, though it be longer than any timer, and its end does not move before", async () => {
    await using server = await startSpending({ engine });
    await server.limit("alice", { api_requests_monthly: 2 });
    for (const [first, next] of MONTHS) {
      const [begin, end] = [Date.parse(first), Date.parse(next)];
      server.moveTo(first);
      assert.deepEqual(await statusesOf(3, () => server.spend(server.alice)), [200, 200, 429], first);
      const length = (end - begin) / SECOND;
      for (const share of [0, 0.1, 0.5, 0.8, 0.97]) {
        server.clock.set(begin + Math.floor(length * share) * SECOND);
        assert.equal(resetOf(server, await server.spend(server.alice)), end / SECOND, first);
      }
      server.clock.set(end - SECOND);
      assert.equal(resetOf(server, await server.spend(server.alice)), end / SECOND, first);
      server.clock.set(end);
      assert.deepEqual(await statusesOf(3, () => server.spend(server.alice)), [200, 200, 429], next);
      // Back in the month that was over, its units are still spent.
      server.clock.set(end - SECOND);
      assert.equal((await server.spend(server.alice)).status, 429, first);
    }
    await server.assertAgreement();
  });

  test("hour, day and month each end at their own second, on the leap day too", async () => {
    await using server = await startSpending({ engine });
    const ends = [
      ["api_requests_hourly", "2024-02-29T23:00:00Z"],
      ["api_requests_daily", "2028-03-01T00:00:00Z"],
      ["api_requests_monthly", "2032-03-01T00:00:00Z"],
    ] as const;
    for (const [quota, end] of ends) {
      server.moveTo(`${end.slice(0, 4)}-02-29T22:17:43Z`);
      await server.limit("alice", { [quota]: 1 });
      await server.spend(server.alice);
      const refused = await server.spend(server.alice);
      assert.equal(resetOf(server, refused), Date.parse(end) / SECOND, quota);
      assert.ok(refused.body.error.message.endsWith(`it begins again at ${end}`), refused.text);
      server.clock.set(Date.parse(end) - SECOND);
      assert.equal((await server.spend(server.alice)).status, 429, quota);
      server.clock.set(Date.parse(end));
      assert.equal((await server.spend(server.alice)).status, 200, quota);
      await server.limit("alice", { [quota]: null });
    }
  });

  test("a call admitted before the clock was set back is charged to the window in which it was admitted", async () => {
    await using server = await startSpending({ engine });
    await server.limit("alice", { api_requests_hourly: 1 });
    server.moveTo("2026-03-31T23:00:00Z");
    const { admission } = server.parts;
    const origin = { address: "127.0.0.1", client: "test", requestId: "1" };
    const charges = [{ quota: "api_requests", cost: 1 }];
    const admitted = await admission.admit({
      key: server.alice.apikey,
      origin,
      isRead: true,
      roles: [],
      charges,
    });
    assert.ok(admitted.ok);
    server.moveTo("2026-03-31T22:59:59Z");
    assert.equal((await server.spend(server.alice)).status, 200);
    await admission.settle(admitted, { bucket: "files", charges });
    assert.equal((await server.spend(server.alice)).status, 429);
    server.moveTo("2026-03-31T23:00:00Z");
    assert.equal((await server.spend(server.alice)).status, 429);
    await server.assertAgreement();
  });
});
