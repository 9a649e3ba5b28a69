import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createLog } from "../../src/base/log.ts";
import { Ledger } from "../../src/ledger/ledger.ts";
import { verifyLedger } from "../../src/ledger/verify.ts";
import { forEachEngine, openStore } from "../engines.ts";
import { openLedger, request } from "./ledger-setup.ts";

const NOON = "2026-03-31T12:00:00Z";
const log = createLog({ level: "silent" });
const WAIT_MS = 10_000;

forEachEngine((engine) => {
  test("nodes that record the same users at once lose nothing and tell their lines apart", async () => {
    await using opened = await openLedger(engine, NOON);
    const { store, clock, ledger, url } = opened;
    await using otherStore = await openStore(url);
    await using other = new Ledger({ store: otherStore, clock, log, node: "node-2" });
    for (let round = 0; round < 10; round++) {
      const calls = Array.from({ length: 40 }, (_, index) => request(1 + (index % 8), 7));
      await Promise.all([
        ...calls.map((call) => ledger.record(call)),
        ...calls.reverse().map((call) => other.record(call)),
      ]);
    }
    await Promise.all([ledger.fold(), other.fold()]);
    const rows = await store.read((db) =>
      db
        .selectFrom("usage_journal")
        .select(({ fn }) => ["node", fn.sum<number>("calls").as("calls")])
        .groupBy("node")
        .orderBy("node")
        .execute(),
    );
    assert.deepEqual(
      rows.map(({ node, calls }) => [node, calls]),
      [
        ["node-1", 400],
        ["node-2", 400],
      ],
    );
    assert.deepEqual(await verifyLedger(store, clock.nowMs() / 1000), []);
  });

  test("what one node records is soon seen by another that has read before", async () => {
    await using opened = await openLedger(engine, NOON);
    const { store, clock, ledger } = opened;
    await using other = new Ledger({ store, clock, log, node: "node-2" });
    assert.equal((await other.used(1)).size, 0);
    assert.equal((await other.groupUsed(7)).size, 0);
    await ledger.record(request(1, 7));
    await ledger.fold();
    assert.equal((await ledger.used(1)).get("api_requests_daily"), 1);
    const isSeen = async () => (await other.used(1)).size > 0 && (await other.groupUsed(7)).size > 0;
    const deadline = performance.now() + WAIT_MS;
    while (!(await isSeen())) {
      assert.ok(performance.now() < deadline);
      await setImmediate();
    }
    assert.equal((await other.groupUsed(7)).get("api_requests_daily"), 1);
  });
});
