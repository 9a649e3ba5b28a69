import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Claim, ClaimLine, Decision, Reservation } from "../../src/ledger/claim.ts";
import { RESERVATION_SECONDS_MAX, Reservations } from "../../src/ledger/reservations.ts";
import { verifyLedger } from "../../src/ledger/verify.ts";
import { quotasOfCharge, windowOf, windowReset, windowStart } from "../../src/model/quotas.ts";
import { forEachEngine } from "../engines.ts";
import { LedgerModel, type ModelCall, type ModelLine } from "./ledger-model.ts";
import { openLedger, type TestLedger } from "./ledger-setup.ts";

const UIDS = [1, 2, 3];
const NO_LIMIT = Number.POSITIVE_INFINITY;
const CHARGES = ["api_requests", "private_scans_per_minute", "intelligence_hunting_rules"];

/** The limits of a world, by `side id quota`; what is absent has no limit. */
type Limits = Map<string, number>;

function allLines(uid: number, gid: number, charges: readonly string[], limits: Limits): ModelLine[] {
  return charges.flatMap(quotasOfCharge).flatMap((quota) => [
    { side: "user" as const, id: uid, quota, allowed: limits.get(`user ${uid} ${quota}`) ?? NO_LIMIT },
    { side: "group" as const, id: gid, quota, allowed: limits.get(`group ${gid} ${quota}`) ?? NO_LIMIT },
  ]);
}

function claim(uid: number, gid: number, charges: readonly string[], limits: Limits, at: number): Claim {
  const lines = allLines(uid, gid, charges, limits)
    .filter(({ allowed }) => allowed !== NO_LIMIT)
    .map(({ id, ...line }): ClaimLine => {
      const window = windowOf(line.quota);
      const [start, resetAt] = [windowStart(window, at), windowReset(window, at)];
      return { ...line, gid: line.side === "group" ? id : 0, cost: 1, windowStart: start, resetAt };
    });
  return { uid, gid, at, charges: charges.map((quota) => ({ quota, cost: 1 })), lines };
}

interface Step {
  readonly kind: "call" | "settle" | "release" | "clock" | "limit";
  readonly who: number;
  readonly what: number;
  readonly by: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("call", "call", "call", "call", "settle", "settle", "release", "clock", "limit"),
  who: fc.nat(2),
  what: fc.nat(2),
  by: fc.nat(1000),
});

/** Forward over every boundary, and now and then back. */
function shiftOf(by: number): number {
  if (by < 100) return -by * 40_000;
  return by < 900 ? by * 100 : by * 3_000_000;
}

interface OpenCall {
  readonly reservation: Reservation;
  readonly counted: ModelCall;
}

function takeOld(open: OpenCall[], now: number): OpenCall[] {
  const old = open.filter(({ reservation }) => now - reservation.heldAt >= RESERVATION_SECONDS_MAX);
  for (const call of old) open.splice(open.indexOf(call), 1);
  return old;
}

async function agreeWithModel(opened: TestLedger, steps: readonly Step[]): Promise<void> {
  const { clock, ledger, store } = opened;
  const reservations = new Reservations(store, ledger, clock);
  const model = new LedgerModel();
  const limits: Limits = new Map();
  const open: OpenCall[] = [];
  const settling: Promise<void>[] = [];
  const end = (calls: readonly OpenCall[], kind: "settle" | "release"): void => {
    for (const { reservation, counted } of calls) {
      model.end(counted, kind === "settle");
      const { charges } = reservation.claim;
      if (kind === "release") reservations.release(reservation);
      else settling.push(reservations.settle(reservation, { bucket: "files", charges }));
    }
  };
  for (const { kind, who, what, by } of steps) {
    if (kind === "clock") clock.advance(shiftOf(by));
    if (kind === "limit") {
      const quota = CHARGES.flatMap(quotasOfCharge)[by % 5] ?? "";
      const subject = by % 2 === 0 ? `user ${UIDS[who]}` : "group 7";
      limits.set(`${subject} ${quota}`, what * 40 + (by % 7));
    }
    if (kind === "call") {
      const [uid, charges] = [UIDS[who] ?? 1, CHARGES.slice(0, what + 1)];
      const at = Math.floor(clock.nowMs() / 1000);
      const decision = await reservations.reserve(claim(uid, 7, charges, limits, at));
      const counted = model.reserve(allLines(uid, 7, charges, limits), clock.nowMs());
      assert.equal(decision.ok, counted !== undefined);
      if (decision.ok && counted) open.push({ reservation: decision.reservation, counted });
    }
    if (kind === "settle" || kind === "release") end(open.splice(by % Math.max(open.length, 1), 1), kind);
    // The model knows no expiry: whoever has waited long gets his answer first.
    if (kind === "clock")
      end(takeOld(open, Math.floor(clock.nowMs() / 1000)), by % 2 === 0 ? "settle" : "release");
  }
  await Promise.all(settling);
  await assertCounters(opened, model);
}

async function assertCounters({ ledger, store, clock }: TestLedger, model: LedgerModel): Promise<void> {
  await ledger.fold();
  const [members, groups] = await store.read(async (db) => [
    await db.selectFrom("member_counters").selectAll().execute(),
    await db.selectFrom("group_counters").selectAll().execute(),
  ]);
  const found = new Map([
    ...members.map((row) => [nameOf("user", row.uid, row.quota, row.window_start), row.used] as const),
    ...groups.map((row) => [nameOf("group", row.gid, row.quota, row.window_start), row.used] as const),
  ]);
  for (const [key, settled] of model.settled) assert.equal(found.get(key), settled, key);
  assert.deepEqual(await verifyLedger(store, Math.floor(clock.nowMs() / 1000)), []);
}

function nameOf(side: string, id: number, quota: string, start: number): string {
  const length = { minute: 16, hour: 13, day: 10, month: 7, live: 0 }[windowOf(quota)];
  const iso = new Date(start * 1000).toISOString().slice(0, length);
  return `${side} ${id} ${quota} ${length === 0 ? "live" : iso}`;
}

forEachEngine((engine) => {
  test("whatever happens in whatever order, decisions and counters are those of a thirty-line model", async () => {
    // 100,000 operations on SQLite; PostgreSQL, a round trip away, gets a tenth.
    const numRuns = engine === "sqlite" ? 20 : 2;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5000, maxLength: 5000, size: "max" }), async (steps) => {
        await using opened = await openLedger(engine, "2026-02-28T23:58:30Z");
        await agreeWithModel(opened, steps);
      }),
      { numRuns, endOnFailure: true, seed: 20261123 },
    );
  });

  test("of a thousand calls at once for the last unit exactly one is admitted", async () => {
    await using opened = await openLedger(engine, "2026-03-31T12:00:00Z");
    const reservations = new Reservations(opened.store, opened.ledger, opened.clock);
    const limits: Limits = new Map([["group 7 api_requests_daily", 5]]);
    const call = () => reservations.reserve(claim(1, 7, ["api_requests"], limits, 1_774_958_400));
    for (let used = 0; used < 4; used++) await settle(reservations, await call());
    const decisions = await Promise.all(Array.from({ length: 1000 }, call));
    assert.equal(decisions.filter(({ ok }) => ok).length, 1);
  });

  test("a call that the minute refuses changes nothing in the month", async () => {
    await using opened = await openLedger(engine, "2026-03-31T12:00:00Z");
    const reservations = new Reservations(opened.store, opened.ledger, opened.clock);
    const limits: Limits = new Map([
      ["user 1 private_scans_per_minute", 12],
      ["user 1 api_requests_monthly", 200],
    ]);
    const charges = ["private_scans_per_minute", "api_requests"];
    for (let minute = 0; minute < 20; minute++) {
      const at = Math.floor(opened.clock.nowMs() / 1000);
      for (let index = 0; index < 30; index++) {
        const decision = await reservations.reserve(claim(1, 7, charges, limits, at));
        if (decision.ok) await settle(reservations, decision);
      }
      opened.clock.advance(60_000);
    }
    // 16 minutes of 12 are 192; the 17th has room for 8 more, and then the month is full.
    assert.equal((await opened.ledger.used(1)).get("api_requests_monthly"), 200);
    assert.deepEqual(await verifyLedger(opened.store, Math.floor(opened.clock.nowMs() / 1000)), []);
  });

  test("a reservation that nobody settles comes back, and one that is ended twice comes back once", async () => {
    await using opened = await openLedger(engine, "2026-03-31T12:00:00Z");
    const reservations = new Reservations(opened.store, opened.ledger, opened.clock);
    const limits: Limits = new Map([["user 1 intelligence_hunting_rules", 2]]);
    const call = () =>
      reservations.reserve(
        claim(1, 7, ["intelligence_hunting_rules"], limits, Math.floor(opened.clock.nowMs() / 1000)),
      );
    const [first, second, third] = [await call(), await call(), await call()];
    assert.deepEqual([first.ok, second.ok, third.ok], [true, true, false]);
    if (!first.ok) return;
    reservations.release(first.reservation);
    reservations.release(first.reservation);
    assert.deepEqual([(await call()).ok, (await call()).ok], [true, false]);
    opened.clock.advance(RESERVATION_SECONDS_MAX * 1000);
    assert.deepEqual([(await call()).ok, (await call()).ok, (await call()).ok], [true, true, false]);
  });

  test("a refusal names the limit that keeps the caller waiting longest", async () => {
    await using opened = await openLedger(engine, "2026-03-31T12:00:00Z");
    const reservations = new Reservations(opened.store, opened.ledger, opened.clock);
    const limits: Limits = new Map([
      ["user 1 api_requests_hourly", 0],
      ["group 7 api_requests_monthly", 0],
      ["group 7 api_requests_daily", 0],
    ]);
    const decision = await reservations.reserve(claim(1, 7, ["api_requests"], limits, 1_774_958_400));
    assert.equal(decision.ok, false);
    if (decision.ok) return;
    const { line, used } = decision.denial;
    const april = Date.parse("2026-04-01T00:00:00Z") / 1000;
    assert.deepEqual([line.side, line.quota, used, line.resetAt], ["group", "api_requests_daily", 0, april]);
  });

  test("without its counters it admits nobody, and goes on when they are back", async () => {
    await using opened = await openLedger(engine, "2026-03-31T12:00:00Z");
    const reservations = new Reservations(opened.store, opened.ledger, opened.clock);
    const limits: Limits = new Map([["user 1 api_requests_daily", 1]]);
    const call = () => reservations.reserve(claim(1, 7, ["api_requests"], limits, 1_774_958_400));
    const { writer } = opened.store.database;
    await writer.schema.alterTable("member_counters").renameTo("away").execute();
    await assert.rejects(call);
    await assert.rejects(call);
    await writer.schema.alterTable("away").renameTo("member_counters").execute();
    assert.deepEqual([(await call()).ok, (await call()).ok], [true, false]);
  });
});

async function settle(reservations: Reservations, decision: Decision): Promise<void> {
  assert.ok(decision.ok);
  const { charges } = decision.reservation.claim;
  await reservations.settle(decision.reservation, { bucket: "files", charges });
}
