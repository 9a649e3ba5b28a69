import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { verifyLedger } from "../../src/ledger/verify.ts";
import { AccessError } from "../../src/model/errors.ts";
import { forEachEngine } from "../engines.ts";
import { openLedger, request } from "./ledger-setup.ts";

const NOON = "2026-03-31T12:00:00Z";
const TODAY = Date.parse("2026-03-31T00:00:00Z") / 1000;
const RANGE = { firstDay: TODAY, lastDay: TODAY };

forEachEngine((engine) => {
  test("calls recorded at the same time add up exactly, and are read as soon as they are recorded", async () => {
    await using opened = await openLedger(engine, NOON);
    const { ledger, store, clock } = opened;
    const calls = Array.from({ length: 1000 }, (_, index) => ledger.record(request(1 + (index % 10), 7)));
    await Promise.all(calls);
    assert.deepEqual(await ledger.groupUsage(7, RANGE), [
      { day: TODAY, bucket: "files", consuming: true, calls: 1000 },
    ]);
    assert.deepEqual(await ledger.userUsage(3, RANGE), [
      { day: TODAY, bucket: "files", consuming: true, calls: 100 },
    ]);
    const used = { api_requests_hourly: 100, api_requests_daily: 100, api_requests_monthly: 100 };
    assert.deepEqual(Object.fromEntries(await ledger.used(3)), used);
    assert.equal((await ledger.groupUsed(7)).get("api_requests_monthly"), 1000);
    const [journal] = await store.read((db) =>
      db.selectFrom("usage_journal").selectAll().where("uid", "=", 3).execute(),
    );
    assert.deepEqual(
      { ...journal },
      {
        hour: Date.parse(NOON) / 1000,
        node: "node-1",
        uid: 3,
        gid: 7,
        bucket: "files",
        quota: "api_requests",
        calls: 100,
        cost: 100,
      },
    );
    assert.deepEqual(await verifyLedger(store, clock.nowMs() / 1000), []);
  });

  test("calls that arrive one after the other are all counted", async () => {
    await using opened = await openLedger(engine, NOON);
    for (let call = 0; call < 20; call++) await opened.ledger.record(request(1, 7));
    assert.equal((await opened.ledger.used(1)).get("api_requests_daily"), 20);
  });

  test("a free call shows in usage, apart, and changes no quota", async () => {
    await using opened = await openLedger(engine, NOON);
    const { ledger } = opened;
    await ledger.record({ uid: 1, gid: 7, bucket: "users" });
    await ledger.record({ uid: 1, gid: 7, bucket: "users", charges: [{ quota: "api_requests", cost: 0 }] });
    assert.deepEqual(await ledger.userUsage(1, RANGE), [
      { day: TODAY, bucket: "users", consuming: false, calls: 2 },
    ]);
    assert.equal((await ledger.used(1)).size, 0);
    assert.equal((await ledger.groupUsed(7)).size, 0);
  });

  test("a call without a paying group counts for the user only", async () => {
    await using opened = await openLedger(engine, NOON);
    await opened.ledger.record(request(1, 0));
    assert.equal((await opened.ledger.used(1)).get("api_requests_hourly"), 1);
    assert.deepEqual(await opened.ledger.groupUsage(0, RANGE), []);
    assert.equal((await opened.ledger.groupUsed(0)).size, 0);
  });

  test("a call can be charged to several quotas and groups, and is still one call", async () => {
    await using opened = await openLedger(engine, NOON);
    const { ledger, store, clock } = opened;
    await ledger.record({
      uid: 1,
      gid: 7,
      bucket: "private_files",
      charges: [
        { quota: "api_requests", cost: 1 },
        { quota: "private_scans_monthly", cost: 2, gid: 8 },
        { quota: "private_scans_per_minute", cost: 2, gid: 8 },
      ],
    });
    assert.deepEqual(Object.fromEntries(await ledger.groupUsed(8)), {
      private_scans_monthly: 2,
      private_scans_per_minute: 2,
    });
    assert.equal((await ledger.groupUsed(7)).get("api_requests_daily"), 1);
    assert.equal((await ledger.used(1)).get("private_scans_monthly"), 2);
    assert.deepEqual(await ledger.groupUsage(7, RANGE), [
      { day: TODAY, bucket: "private_files", consuming: true, calls: 1 },
    ]);
    assert.deepEqual(await ledger.groupUsage(8, RANGE), []);
    assert.deepEqual(await verifyLedger(store, clock.nowMs() / 1000), []);
  });

  test("a live count goes up and down and outlasts every window", async () => {
    await using opened = await openLedger(engine, NOON);
    const { ledger, clock, store } = opened;
    const rules = (cost: number) =>
      ledger.record(request(1, 7, { charges: [{ quota: "intelligence_hunting_rules", cost }] }));
    await rules(5);
    clock.set(Date.parse("2026-09-01T00:00:00Z"));
    await rules(-2);
    assert.equal((await ledger.used(1)).get("intelligence_hunting_rules"), 3);
    assert.equal((await ledger.groupUsed(7)).get("intelligence_hunting_rules"), 3);
    assert.deepEqual(await verifyLedger(store, clock.nowMs() / 1000), []);
  });

  test("when a commit fails every waiting call is refused and nothing of it is written", async () => {
    await using opened = await openLedger(engine, NOON);
    const { ledger, store } = opened;
    await ledger.record(request(1, 7));
    await store.transaction((tx) => sql`alter table journal_tail rename to journal_tail_gone`.execute(tx));
    const outcomes = await Promise.allSettled([1, 2, 3].map((uid) => ledger.record(request(uid, 7))));
    for (const outcome of outcomes) {
      assert.ok(outcome.status === "rejected" && outcome.reason instanceof AccessError);
      assert.equal(outcome.reason.code, "TransientError");
      assert.ok(outcome.reason.cause instanceof Error);
    }
    await store.transaction((tx) => sql`alter table journal_tail_gone rename to journal_tail`.execute(tx));
    await ledger.fold();
    const journal = await store.read((db) =>
      db.selectFrom("usage_journal").select(["uid", "calls"]).execute(),
    );
    assert.deepEqual(
      journal.map((row) => ({ ...row })),
      [{ uid: 1, calls: 1 }],
    );
    assert.equal((await ledger.used(2)).size, 0);
    await ledger.record(request(2, 7));
    assert.equal((await ledger.groupUsed(7)).get("api_requests_daily"), 2);
  });

  test("more calls than may wait are refused, the others are kept", async () => {
    await using opened = await openLedger(engine, NOON, 5);
    const { ledger } = opened;
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => ledger.record(request(1, 7))));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      [...Array<string>(5).fill("fulfilled"), ...Array<string>(3).fill("rejected")],
    );
    assert.equal((await ledger.used(1)).get("api_requests_daily"), 5);
  });

  test("closing commits what was taken and takes no more", async () => {
    await using opened = await openLedger(engine, NOON);
    const { ledger } = opened;
    const taken = ledger.record(request(1, 7));
    await ledger.close();
    await taken;
    assert.equal((await ledger.used(1)).get("api_requests_daily"), 1);
    await assert.rejects(ledger.record(request(1, 7)), { code: "TransientError" });
    assert.equal((await ledger.used(1)).get("api_requests_daily"), 1);
  });

  test("usage of many users and groups is read at once", async () => {
    await using opened = await openLedger(engine, NOON);
    const { ledger } = opened;
    await Promise.all([
      ledger.record(request(1, 7)),
      ledger.record(request(2, 8)),
      ledger.record(request(2, 8)),
    ]);
    const users = await ledger.usedByMany([1, 2, 3]);
    assert.deepEqual([...users.keys()].sort(), [1, 2]);
    assert.equal(users.get(2)?.get("api_requests_daily"), 2);
    const groups = await ledger.groupUsedByMany([7, 8, 9]);
    assert.deepEqual([...groups.keys()].sort(), [7, 8]);
    assert.equal(groups.get(8)?.get("api_requests_monthly"), 2);
    assert.equal((await ledger.usedByMany([])).size, 0);
  });
});
