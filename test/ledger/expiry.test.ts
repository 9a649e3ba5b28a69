import assert from "node:assert/strict";
import { test } from "node:test";
import type { Claim, Reservation } from "../../src/ledger/claim.ts";
import { RESERVATION_SECONDS_MAX, Reservations } from "../../src/ledger/reservations.ts";
import { forEachEngine } from "../engines.ts";
import { openLedger, type TestLedger } from "./ledger-setup.ts";

const NOON = "2026-03-31T12:00:00Z";
const AT = Date.parse(NOON) / 1000;
const CHARGES = [{ quota: "api_requests_monthly", cost: 1 }];
const CLAIM: Claim = {
  uid: 1,
  gid: 7,
  at: AT,
  charges: CHARGES,
  lines: [
    {
      side: "group",
      gid: 7,
      quota: "api_requests_monthly",
      windowStart: Date.parse("2026-03-01T00:00:00Z") / 1000,
      resetAt: Date.parse("2026-04-01T00:00:00Z") / 1000,
      cost: 1,
      allowed: 1,
    },
  ],
};

async function reserved(reservations: Reservations): Promise<Reservation> {
  const decision = await reservations.reserve(CLAIM);
  assert.ok(decision.ok);
  return decision.reservation;
}

async function isFull(reservations: Reservations): Promise<boolean> {
  return !(await reservations.reserve(CLAIM)).ok;
}

const usedOf = async ({ ledger }: TestLedger) => (await ledger.groupUsed(7)).get("api_requests_monthly") ?? 0;

forEachEngine((engine) => {
  const settlement = { bucket: "files", charges: CHARGES };

  test("a call that outlives its reservation is refused when somebody else has its unit, and is not counted", async () => {
    await using opened = await openLedger(engine, NOON);
    const reservations = new Reservations(opened.store, opened.ledger, opened.clock);
    const slow = await reserved(reservations);
    opened.clock.advance(RESERVATION_SECONDS_MAX * 1000);
    const quick = await reserved(reservations);
    await assert.rejects(reservations.settle(slow, settlement), {
      code: "TransientError",
      message: "The call took too long, and its quota is used up now; try later",
    });
    await reservations.settle(quick, settlement);
    assert.equal(await usedOf(opened), 1);
  });

  test("a call that outlives its reservation is counted when there is room, once", async () => {
    await using opened = await openLedger(engine, NOON);
    const reservations = new Reservations(opened.store, opened.ledger, opened.clock);
    const slow = await reserved(reservations);
    opened.clock.advance(RESERVATION_SECONDS_MAX * 1000);
    reservations.release(await reserved(reservations));
    await reservations.settle(slow, settlement);
    assert.equal(await usedOf(opened), 1);
    assert.equal(await isFull(reservations), true);
  });

  test("a reservation ends once: whatever comes after its end is refused or does nothing", async () => {
    await using opened = await openLedger(engine, NOON);
    const reservations = new Reservations(opened.store, opened.ledger, opened.clock);
    const once = { message: "A reservation can be settled or released only once" };
    const released = await reserved(reservations);
    reservations.release(released);
    await assert.rejects(reservations.settle(released, settlement), once);
    const settled = await reserved(reservations);
    await reservations.settle(settled, settlement);
    reservations.release(settled);
    await assert.rejects(reservations.settle(settled, settlement), once);
    assert.equal(await usedOf(opened), 1);
    assert.equal(await isFull(reservations), true);
  });

  test("an expired reservation that is then released cannot be settled", async () => {
    await using opened = await openLedger(engine, NOON);
    const reservations = new Reservations(opened.store, opened.ledger, opened.clock);
    const slow = await reserved(reservations);
    opened.clock.advance(RESERVATION_SECONDS_MAX * 1000);
    reservations.release(await reserved(reservations));
    reservations.release(slow);
    await assert.rejects(reservations.settle(slow, settlement));
    assert.equal(await usedOf(opened), 0);
  });
});
