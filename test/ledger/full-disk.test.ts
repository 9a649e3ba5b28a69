import assert from "node:assert/strict";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { verifyChain } from "../../src/access/audit-verification.ts";
import { TestClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import { Ledger } from "../../src/ledger/ledger.ts";
import { verifyLedger } from "../../src/ledger/verify.ts";
import { freshDatabaseUrl, openStore } from "../engines.ts";
import { answering, EchoUpstream } from "../gateway/echo-upstream.ts";
import type { TestServerOptions } from "../harness.ts";
import { SmallDisk } from "./small-disk.ts";
import { FILE, type Spending, startSpending, statusesOf } from "./spending.ts";

const log = createLog({ level: "silent" });
const { skip } = SmallDisk;
const DISK_MIB = 8;
const CALLS_MAX = 20_000;
const CALLS_AT_ONCE = 32;
const ATTEMPTS = 5;

/** The server with its database, its log of changes and its locks on the disk. */
async function startOn(disk: SmallDisk, { settings, secrets }: TestServerOptions = {}): Promise<Spending> {
  await using empty = await freshDatabaseUrl("sqlite");
  const databaseUrl = urlOn(disk);
  await copyFile(pathOf(empty.url), pathOf(databaseUrl));
  return startSpending({
    engine: "sqlite",
    ...(settings && { settings }),
    secrets: { ...secrets, databaseUrl },
  });
}

function urlOn(disk: SmallDisk): string {
  return `sqlite:${join(disk.folder, "tollgate.db")}`;
}

function pathOf(sqliteUrl: string): string {
  return sqliteUrl.slice("sqlite:".length);
}

/** Calls until one is refused; how many were answered. */
async function spendUntilFull(server: Spending): Promise<number> {
  for (let answered = 0; answered < CALLS_MAX; ) {
    const calls = Array.from({ length: CALLS_AT_ONCE }, () => server.spend(server.alice));
    const replies = await Promise.all(calls);
    answered += replies.filter(({ status }) => status === 200).length;
    const refused = replies.filter(({ status }) => status !== 200);
    for (const { status, body } of refused) {
      assert.deepEqual([status, body.error.code], [503, "TransientError"]);
    }
    if (refused.length > 0) return answered;
    server.clock.advance(60_000);
  }
  assert.fail("the disk never became full");
}

test("on a disk without room every call is refused with 503, nothing answered is lost, and all goes on once there is room", {
  skip,
}, async () => {
  using disk = SmallDisk.mount(DISK_MIB);
  await using server = await startOn(disk);
  server.moveTo("2026-05-01T00:00:00Z");
  await server.limit("company", { api_requests_monthly: 2 * CALLS_MAX });
  assert.equal((await server.spend(server.alice)).status, 200);
  const changeOnce = async () => {
    await spendUntilFull(server);
    return server.request("PATCH", "/users/alice", {
      key: server.operator.apikey,
      body: { data: { type: "user", attributes: { profile_phrase: "x".repeat(200) } } },
    });
  };
  for (const blocksLeft of [0, 1, 2, 3]) {
    disk.fill(blocksLeft);
    let change = await changeOnce();
    // What is folded meanwhile may have made room for one more.
    for (let attempt = 1; change.status !== 503 && attempt < ATTEMPTS; attempt += 1)
      change = await changeOnce();
    assert.deepEqual([change.status, change.body.error.code], [503, "TransientError"]);
    assert.equal((await server.requestTarget("GET", "/healthz")).status, 200);
    disk.makeRoom();
    assert.equal((await server.spend(server.alice)).status, 200);
    await server.assertAgreement();
    assert.equal((await verifyChain(server.parts.store)).firstBad, null);
  }
});

test("on a disk without room no call but the one that finds out reaches the upstream", { skip }, async () => {
  using disk = SmallDisk.mount(DISK_MIB);
  await using upstream = await EchoUpstream.start(answering({ data: {} }));
  const settings = { upstreamUrl: upstream.url };
  await using server = await startOn(disk, { settings, secrets: { upstreamApiKey: "a licensed key" } });
  server.moveTo("2026-05-01T00:00:00Z");
  disk.fill(0);
  await spendUntilFull(server);
  const forward = () => server.requestTarget("GET", FILE, { key: server.alice.apikey });
  assert.deepEqual(await statusesOf(5, forward), Array(5).fill(503));
  assert.equal(upstream.received.length, 0);
  disk.makeRoom();
  assert.deepEqual(await statusesOf(2, forward), [200, 200]);
  await server.assertAgreement();
});

test("what was answered before a disk became full is counted by the next server on it, to the unit", {
  skip,
}, async () => {
  using disk = SmallDisk.mount(DISK_MIB);
  await using server = await startOn(disk);
  server.moveTo("2026-05-01T00:00:00Z");
  const answeredBefore = await statusesOf(3, () => server.spend(server.alice));
  disk.fill(4);
  const answered = answeredBefore.length + (await spendUntilFull(server));
  await server.close();
  disk.makeRoom();
  await using store = await openStore(urlOn(disk));
  const clock = new TestClock(server.clock.nowMs());
  const ledger = new Ledger({ store, clock, log, node: "next", adoptsOrphans: true });
  await ledger.fold();
  assert.deepEqual(await verifyLedger(store, clock.nowMs() / 1000), []);
  const counters = await store.read((db) =>
    db.selectFrom("group_counters").select("used").where("quota", "=", "api_requests_monthly").execute(),
  );
  assert.deepEqual(
    counters.map(({ used }) => used),
    [answered],
  );
  await ledger.close();
});
