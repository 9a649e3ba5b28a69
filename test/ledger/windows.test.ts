import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { forEachEngine } from "../engines.ts";
import { openLedger, request } from "./ledger-setup.ts";

const LAST_SECONDS = [
  "2026-03-31T23:59:59Z",
  "2026-02-28T23:59:59Z",
  "2024-02-29T23:59:59Z",
  "2026-04-30T23:59:59Z",
  "2025-12-31T23:59:59Z",
];

forEachEngine((engine) => {
  for (const last of LAST_SECONDS) {
    test(`every window begins anew one second after ${last}, on both sides`, async () => {
      await using opened = await openLedger(engine, last);
      const { ledger, clock } = opened;
      await ledger.record(request(1, 7));
      assert.deepEqual(await used(ledger), [1, 1, 1]);
      clock.advance(1000);
      assert.deepEqual(await used(ledger), [0, 0, 0]);
      await ledger.record(request(1, 7));
      await ledger.record(request(1, 7));
      assert.deepEqual(await used(ledger), [2, 2, 2]);
      clock.advance(-1000);
      assert.deepEqual(await used(ledger), [1, 1, 1]);
    });
  }

  test("an hour and a day end inside the windows that are longer", async () => {
    await using opened = await openLedger(engine, "2026-03-01T00:30:00Z");
    const { ledger, clock } = opened;
    await ledger.record(request(1, 7));
    assert.deepEqual(await used(ledger), [1, 1, 1]);
    clock.set(Date.parse("2026-03-01T01:00:00Z"));
    assert.deepEqual(await used(ledger), [0, 1, 1]);
    clock.set(Date.parse("2026-03-02T00:00:00Z"));
    assert.deepEqual(await used(ledger), [0, 0, 1]);
    clock.set(Date.parse("2026-03-31T23:59:59.999Z"));
    assert.deepEqual(await used(ledger), [0, 0, 1]);
  });

  test("a quota by the minute ends with the minute", async () => {
    await using opened = await openLedger(engine, "2026-03-01T00:00:59.999Z");
    const { ledger, clock } = opened;
    await ledger.record(request(1, 7, { charges: [{ quota: "private_scans_per_minute", cost: 1 }] }));
    assert.equal((await ledger.used(1)).get("private_scans_per_minute"), 1);
    clock.advance(1);
    assert.equal((await ledger.used(1)).get("private_scans_per_minute"), undefined);
  });

  test("a call belongs to the windows of its decision, even when it is recorded after they ended", async () => {
    await using opened = await openLedger(engine, "2026-04-01T00:00:01Z");
    const { ledger, clock } = opened;
    await ledger.record(request(1, 7, { at: Date.parse("2026-03-31T23:59:59Z") / 1000 }));
    assert.deepEqual(await used(ledger), [0, 0, 0]);
    clock.set(Date.parse("2026-03-31T23:59:59Z"));
    assert.deepEqual(await used(ledger), [1, 1, 1]);
  });
});

/** The hour, the day and the month, which must be the same on the user's side and the group's. */
async function used(ledger: Ledger): Promise<readonly number[]> {
  const sides = [await ledger.used(1), await ledger.groupUsed(7)].map((side) =>
    ["hourly", "daily", "monthly"].map((window) => side.get(`api_requests_${window}`) ?? 0),
  );
  assert.deepEqual(sides[0], sides[1]);
  return sides[0] ?? [];
}
