import assert from "node:assert/strict";
import { test } from "node:test";
import { formatIsoDay } from "../../src/base/clock.ts";
import { Retention } from "../../src/ledger/retention.ts";
import { verifyLedger } from "../../src/ledger/verify.ts";
import { usersUse } from "../../src/store/counters.ts";
import { addRefusedCalls } from "../../src/store/refused-calls.ts";
import { forEachEngine } from "../engines.ts";
import { openLedger, request, type TestLedger } from "./ledger-setup.ts";

const NOW = "2026-03-31T12:00:00Z";
const NOW_SECONDS = Date.parse(NOW) / 1000;

forEachEngine((engine) => {
  test("sixty days of usage and three months of consumption are kept, everything older is deleted", async () => {
    await using opened = await openUsed(engine);
    const { store, clock } = opened;
    await new Retention(store, clock).purge();
    assert.deepEqual(await oldest(opened, "user_usage_daily", "day"), "2026-01-31");
    assert.deepEqual(await oldest(opened, "group_usage_daily", "day"), "2026-01-31");
    assert.deepEqual(await oldest(opened, "usage_journal", "hour"), "2026-01-01");
    assert.deepEqual(await oldest(opened, "member_counters", "window_start"), "2026-01-01");
    assert.deepEqual(await oldest(opened, "group_counters", "window_start"), "2026-01-01");
    assert.deepEqual(await verifyLedger(store, NOW_SECONDS), []);
  });

  test("refused calls are kept as long as usage", async () => {
    await using opened = await openUsed(engine);
    const { store, clock } = opened;
    const last = { lastAt: 1, lastMethod: "GET", lastEndpoint: "/files/{id}", lastAddress: "127.0.0.1" };
    const key = { uid: 1, gid: 7, code: "ForbiddenError", quota: "", side: "", calls: 1 } as const;
    const hours = ["2026-01-30T23:00:00Z", "2026-01-31T00:00:00Z"].map((at) => Date.parse(at) / 1000);
    await store.append((tx) =>
      addRefusedCalls(
        tx,
        hours.map((hour) => ({ ...key, ...last, hour })),
      ),
    );
    await new Retention(store, clock).purge();
    const left = await store.read((db) => db.selectFrom("refused_calls").select("hour").execute());
    assert.deepEqual(
      left.map(({ hour }) => hour),
      hours.slice(1),
    );
  });

  test("counters by the hour are kept until calls on two later days confirm a day more, live counts for ever", async () => {
    await using opened = await openUsed(engine);
    const { store, clock, ledger } = opened;
    await new Retention(store, clock).purge();
    const hours = await store.read((db) =>
      db
        .selectFrom("group_counters")
        .select("window_start")
        .where("quota", "=", "api_requests_hourly")
        .orderBy("window_start")
        .execute(),
    );
    // The hour after midnight looks like a day and goes with the days; the others of old days are gone.
    const offMidnight = hours.map((row) => row.window_start).filter((start) => start % 86_400 !== 0);
    assert.deepEqual(offMidnight.map(formatIsoDay), ["2026-03-28", "2026-03-29", "2026-03-30", "2026-03-31"]);
    assert.equal((await ledger.used(1)).get("intelligence_hunting_rules"), 1);
    assert.deepEqual(await verifyLedger(store, NOW_SECONDS), []);
  });

  test("what a day needs deleting is deleted once a day", async () => {
    await using opened = await openUsed(engine);
    const { store, clock, ledger } = opened;
    const retention = new Retention(store, clock);
    assert.ok(retention.isDue);
    await retention.purge();
    assert.ok(!retention.isDue);
    await ledger.record(request(1, 7, { at: NOW_SECONDS - 61 * 86_400 }));
    await ledger.fold();
    await retention.purge();
    assert.equal(await oldest(opened, "user_usage_daily", "day"), "2026-01-29");
    clock.set(Date.parse("2026-04-01T00:00:00Z"));
    assert.ok(retention.isDue);
    await retention.purge();
    assert.equal(await oldest(opened, "user_usage_daily", "day"), "2026-02-01");
    assert.deepEqual(await verifyLedger(store, clock.nowMs() / 1000), []);
  });

  test("a clock set forward past everything that is kept deletes nothing that holds once it is set right", async () => {
    await using opened = await openUsed(engine);
    const { store, clock, ledger } = opened;
    const before = await usedNow(opened);
    // Two days of a wrong year, with calls on both: what they record is kept, and proves nothing yet.
    for (const wrong of ["2027-06-01T12:00:00Z", "2027-06-02T12:00:00Z"]) {
      clock.set(Date.parse(wrong));
      await ledger.record(request(1, 7, { at: Date.parse(wrong) / 1000 }));
      await ledger.fold();
      await new Retention(store, clock).purge();
    }
    clock.set(Date.parse(NOW));
    await new Retention(store, clock).purge();
    assert.deepEqual(await usedNow(opened), before);
    assert.equal(before.get("api_requests_monthly"), 31);
    assert.deepEqual(await verifyLedger(store, NOW_SECONDS), []);
  });

  test("a clock that is a day ahead deletes no counter of the hour, and is due again when it is set right", async () => {
    await using opened = await openUsed(engine);
    const { store, clock, ledger } = opened;
    await ledger.record(request(1, 7, { at: NOW_SECONDS }));
    await ledger.fold();
    const retention = new Retention(store, clock);
    clock.set(Date.parse("2026-04-02T12:00:00Z"));
    await retention.purge();
    clock.set(Date.parse(NOW));
    assert.ok(retention.isDue);
    assert.equal((await usedNow(opened)).get("api_requests_hourly"), 2);
  });

  test("what is due is deleted once calls were recorded on three days after a long pause", async () => {
    await using opened = await openUsed(engine);
    const { store, clock, ledger } = opened;
    for (const day of ["2027-06-01", "2027-06-02", "2027-06-03"]) {
      assert.equal((await oldest(opened, "usage_journal", "hour")) < "2026-02", true, day);
      clock.set(Date.parse(`${day}T12:00:00Z`));
      await ledger.record(request(1, 7, { at: clock.nowMs() / 1000 }));
      await ledger.fold();
      await new Retention(store, clock).purge();
    }
    assert.equal(await oldest(opened, "usage_journal", "hour"), "2027-06-01");
    assert.deepEqual(await verifyLedger(store, clock.nowMs() / 1000), []);
  });

  test("verify judges the books of a clock that stands elsewhere by the journal's own last day", async () => {
    await using opened = await openUsed(engine);
    const { store } = opened;
    await store.append((tx) =>
      tx
        .updateTable("group_counters")
        .set({ used: 1000 })
        .where("quota", "=", "api_requests_monthly")
        .where("window_start", "=", Date.UTC(2026, 2) / 1000)
        .execute(),
    );
    for (const now of ["2025-12-01T00:00:00Z", NOW, "2029-01-01T00:00:00Z"]) {
      const found = await verifyLedger(store, Date.parse(now) / 1000);
      assert.deepEqual(
        found.map((one) => [one.table, one.name, one.journal, one.found]),
        [["group_counters", "api_requests_monthly", 62, 1000]],
        now,
      );
    }
  });

  test("a deletion that was cut short leaves nothing for verify to report", async () => {
    await using opened = await openUsed(engine);
    await opened.store.append((tx) =>
      tx
        .deleteFrom("usage_journal")
        .where("hour", ">", 0)
        .where("hour", "<", Date.UTC(2026, 0) / 1000)
        .execute(),
    );
    assert.deepEqual(await verifyLedger(opened.store, NOW_SECONDS), []);
  });
});

/** One request a day at noon for a hundred days, by user 1 and by user 250, and a live count of old. */
async function openUsed(engine: Parameters<typeof openLedger>[0]): Promise<TestLedger> {
  const opened = await openLedger(engine, NOW);
  const days = Array.from({ length: 100 }, (_, index) => NOW_SECONDS - index * 86_400);
  const calls = days.flatMap((at) => [request(1, 7, { at }), request(250, 7, { at })]);
  const rules = request(1, 7, {
    at: days.at(-1) ?? 0,
    charges: [{ quota: "intelligence_hunting_rules", cost: 1 }],
  });
  await Promise.all([...calls, rules].map((entry) => opened.ledger.record(entry)));
  await opened.ledger.fold();
  return opened;
}

/** What user 1 has used in the windows of the clock, as a server reads it that has just started. */
async function usedNow({ store, clock }: TestLedger): Promise<ReadonlyMap<string, number>> {
  const used = await store.read((db) => usersUse(db, [1], Math.floor(clock.nowMs() / 1000)));
  return used.get(1) ?? new Map();
}

async function oldest(
  { store }: TestLedger,
  table: "user_usage_daily" | "group_usage_daily" | "usage_journal" | "member_counters" | "group_counters",
  column: "day" | "hour" | "window_start",
): Promise<string> {
  const { first } = await store.read((db) =>
    db
      .selectFrom(table)
      .select(({ fn }) => fn.min<number>(column).as("first"))
      .where(column, ">", 0)
      .executeTakeFirstOrThrow(),
  );
  return formatIsoDay(first);
}
