import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog } from "../../src/base/log.ts";
import { JournalTail } from "../../src/ledger/journal-tail.ts";
import { Ledger } from "../../src/ledger/ledger.ts";
import { Tallies } from "../../src/ledger/tallies.ts";
import { verifyLedger, verifyTail } from "../../src/ledger/verify.ts";
import { forEachEngine } from "../engines.ts";
import { openLedger, request, type TestLedger } from "./ledger-setup.ts";

const NOON = "2026-03-31T12:00:00Z";
const NOON_SECONDS = Date.parse(NOON) / 1000;
const TODAY = Date.parse("2026-03-31T00:00:00Z") / 1000;
const RANGE = { firstDay: TODAY, lastDay: TODAY };
/** More than are folded in one transaction. */
const USERS = 250;

function nextServer({ store, clock }: TestLedger): Ledger {
  return new Ledger({
    store,
    clock,
    log: createLog({ level: "silent" }),
    node: "node-2",
    adoptsOrphans: true,
  });
}

/** What a process that was killed has left: calls of many users in several commits, and the first steps of a folding. */
async function leaveBehind({ store }: TestLedger, steps: number): Promise<JournalTail> {
  const tail = new JournalTail(store, "node-1/killed", false);
  await tail.resolveDoubt();
  for (let commit = 0; commit < 3; commit += 1) {
    const tallies = new Tallies();
    for (let uid = 1; uid <= USERS; uid += 1) tallies.add(request(uid, 7), NOON_SECONDS);
    await tail.append(tallies);
  }
  for (let step = 0; step < steps; step += 1) await tail.step();
  return tail;
}

async function assertCountedOnce(opened: TestLedger, ledger: Ledger): Promise<void> {
  const [group] = await ledger.groupUsage(7, RANGE);
  assert.equal(group?.calls, 3 * USERS);
  for (const uid of [1, 100, 101, USERS]) {
    assert.equal((await ledger.used(uid)).get("api_requests_daily"), 3, `user ${uid}`);
  }
  assert.deepEqual(await verifyLedger(opened.store, NOON_SECONDS), []);
  assert.deepEqual(await verifyTail(opened.store), { calls: 0, unreadable: [] });
}

forEachEngine((engine) => {
  for (const steps of [0, 1, 2]) {
    test(`what a process leaves that dies after ${steps} steps of a folding is folded by the next, each call once`, async () => {
      await using opened = await openLedger(engine, NOON);
      await leaveBehind(opened, steps);
      await using next = nextServer(opened);
      await assertCountedOnce(opened, next);
    });

    test(`a process that others took for dead after ${steps} steps counts nothing a second time`, async () => {
      await using opened = await openLedger(engine, NOON);
      const tail = await leaveBehind(opened, steps);
      await using next = nextServer(opened);
      await next.fold();
      do await tail.step();
      while (tail.isBehind);
      await assertCountedOnce(opened, next);
    });
  }

  test("several that fold the same at the same time count it once", async () => {
    await using opened = await openLedger(engine, NOON);
    await leaveBehind(opened, 1);
    await using one = nextServer(opened);
    await using other = nextServer(opened);
    await Promise.all([one.fold(), other.fold()]);
    await assertCountedOnce(opened, one);
  });

  test("what is not folded yet counts in quotas at once, before a restart and after it", async () => {
    await using opened = await openLedger(engine, NOON);
    await opened.ledger.record(request(1, 7));
    assert.equal((await verifyTail(opened.store)).calls, 1);
    assert.equal((await opened.ledger.groupUsed(7)).get("api_requests_daily"), 1);
    await using next = nextServer(opened);
    assert.equal((await next.groupUsed(7)).get("api_requests_daily"), 1);
  });

  test("a commit that cannot be read is named, and nobody decides without it", async () => {
    await using opened = await openLedger(engine, NOON);
    await opened.store.transaction((tx) =>
      tx.insertInto("journal_tail").values({ writer: "node-1/other", seq: 1, lines: "[[1" }).execute(),
    );
    assert.deepEqual((await verifyTail(opened.store)).unreadable, [
      "journal_tail: commit 1 of node-1/other cannot be read",
    ]);
    await using next = nextServer(opened);
    await assert.rejects(next.groupUsed(7));
  });
});
