import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { verifyChain } from "../../src/access/audit-verification.ts";
import { TestClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import { Random } from "../../src/cli/seed/random.ts";
import { Ledger } from "../../src/ledger/ledger.ts";
import { describeDifference, verifyLedger } from "../../src/ledger/verify.ts";
import type { Engine } from "../../src/store/database.ts";
import type { Store } from "../../src/store/store.ts";
import { DemoUpstream } from "../../src/upstream/demo-upstream.ts";
import { forEachEngine, openStore } from "../engines.ts";
import { exchangeWith } from "../exchange.ts";
import { type Person, startTestServer, type TestServer } from "../harness.ts";
import { callUntilItDies, GROUP, type Round } from "./callers.ts";
import { CallersBook } from "./callers-book.ts";
import { foundIn, type QUOTA_WINDOWS } from "./found-books.ts";
import { ServerProcess } from "./server-process.ts";

/** A restart costs a good part of a second, so that many are for CI and for those who have the time. */
const KILLS = Number(process.env.TOLLGATE_TEST_KILLS ?? 5);
const CALLERS = 12;
/** How much a server answers, and how much longer it lives, before it is killed. */
const ANSWERS_MAX = 150;
const LIFE_MS_MAX = 5;
const START_MS_MAX = 50;
/** The last of February, so that hours, days and a month end on the way. */
const BEGIN_MS = Date.parse("2026-02-28T20:00:00Z");
const STEP_MS = 7 * 60_000;

type QuotaName = keyof typeof QUOTA_WINDOWS;

/** Some are met in every window, some hardly ever. */
const LIMITS: readonly (readonly [subject: string, quota: QuotaName, allowed: number])[] = [
  [GROUP, "api_requests_hourly", 600],
  [GROUP, "intelligence_downloads_monthly", 900],
  ["ann", "api_requests_hourly", 25],
  ["bob", "api_requests_daily", 200],
  ["cat", "api_requests_monthly", 400],
  ["cat", "intelligence_downloads_monthly", 30],
];
const USERS = ["ann", "bob", "cat", "dan", "eve"];

forEachEngine((engine) => {
  test(`kill -9 under load, ${KILLS} times: every answered call is counted, and none beyond those under way`, async (t) => {
    const seed = Number(process.env.TOLLGATE_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
    t.diagnostic(`TOLLGATE_TEST_SEED=${seed}`);
    await using world = await prepare(engine);
    const random = new Random(seed);
    const [created, perhapsCreated, book] = [new Set<string>(), new Set<string>(), new CallersBook()];
    await using servers = new AsyncDisposableStack();
    let spare = servers.use(new ServerProcess());
    for (let kill = 0; kill < KILLS; kill += 1) {
      const server = spare;
      spare = servers.use(new ServerProcess());
      const instant = new Date(BEGIN_MS + kill * STEP_MS).toISOString();
      await world.connectionsGone();
      const started = server.start({ environment: world.environment, instant });
      if (random.chance(0.1)) {
        await wait(random.fraction() * START_MS_MAX);
        await server.kill();
      } else {
        const url = await started;
        assert.ok(url);
        await assertBooks(world.databaseUrl, book, instant);
        await assertUsers(world.databaseUrl, created, perhapsCreated);
        const round: Round = { ...world, name: String(kill), url, instant, book, created, perhapsCreated };
        const calling = Array.from({ length: CALLERS }, () =>
          callUntilItDies(round, Math.floor(random.fraction() * 2 ** 32)),
        );
        await Promise.race([book.whenAnswered(random.fraction() * ANSWERS_MAX), Promise.all(calling)]);
        await wait(random.fraction() * LIFE_MS_MAX);
        await server.kill();
        await Promise.all(calling);
      }
    }
    await world.connectionsGone();
    const instant = new Date(BEGIN_MS + 48 * 3_600_000).toISOString();
    const url = await spare.start({ environment: world.environment, instant });
    assert.ok(url);
    await assertBooks(world.databaseUrl, book, instant);
    await assertNothingIsHeld(url, world);
    t.diagnostic(`${book.answered} answered, ${book.refused} refused, ${book.swallowed} swallowed`);
    t.diagnostic(`${created.size} users created, ${perhapsCreated.size} more asked for`);
    assert.ok(book.answered > KILLS);
    // A few short lives may be over before any limit was met.
    if (KILLS >= 20) assert.ok(book.refused > 0 && book.swallowed > 0);
  });
});

interface World extends AsyncDisposable, Pick<Round, "users" | "operator"> {
  readonly databaseUrl: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Resolves once the database has let go of the servers that died. */
  connectionsGone(): Promise<void>;
}

/** A group with limits, and the upstream that the gateway asks; whatever outlives a server. */
async function prepare(engine: Engine): Promise<World> {
  await using resources = new AsyncDisposableStack();
  const upstream = resources.use(await DemoUpstream.start());
  const server = resources.use(await startTestServer({ engine }));
  await server.createGroup(GROUP);
  const users: Person[] = [];
  for (const id of USERS) users.push(await server.createMember(GROUP, id));
  for (const [subject, quota, allowed] of LIMITS) await limit(server, subject, quota, allowed);
  await server.close();
  const { databaseUrl, operator } = server;
  const kept = resources.move();
  return {
    databaseUrl,
    users,
    operator,
    environment: {
      TOLLGATE_DATABASE_URL: databaseUrl,
      TOLLGATE_KEY_PEPPER: "a pepper that is only good for tests",
      TOLLGATE_UPSTREAM_URL: upstream.url,
      TOLLGATE_UPSTREAM_API_KEY: upstream.key,
    },
    connectionsGone: () => (engine === "postgres" ? connectionsGone(databaseUrl) : Promise.resolve()),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function limit({ request, operator }: TestServer, subject: string, quota: string, allowed: number) {
  const [type, path] = subject === GROUP ? ["group", `/groups/${GROUP}`] : ["user", `/users/${subject}`];
  const body = { data: { type, attributes: { quotas: { [quota]: { allowed } } } } };
  const { status, text } = await request("PATCH", path, { key: operator.apikey, body });
  assert.equal(status, 200, text);
}

/** Usage = quota = journal, as the callers saw it, within the limits; and the audit is whole. */
async function assertBooks(databaseUrl: string, book: CallersBook, instant: string): Promise<void> {
  await using store = await openStore(databaseUrl);
  await fold(store, instant);
  const differences = await verifyLedger(store, Date.parse(instant) / 1000);
  assert.deepEqual(differences.map(describeDifference), []);
  assert.equal((await verifyChain(store)).firstBad, null);
  const found = await store.read(foundIn);
  book.assertAgrees(found);
  for (const [subject, quota, allowed] of LIMITS) {
    const prefix = `${subject} ${quota} `;
    for (const [name, used] of found) {
      if (name.startsWith(prefix)) assert.ok(used <= allowed, `${name}: ${used} of ${allowed}`);
    }
  }
}

/** What those that were killed have left in the journal's tail; the server that runs now does so too, at the same time. */
async function fold(store: Store, instant: string): Promise<void> {
  const clock = new TestClock(Date.parse(instant));
  const log = createLog({ level: "silent" });
  await using ledger = new Ledger({ store, clock, log, node: "books", adoptsOrphans: true });
  await ledger.fold();
}

/** An administrative change that was answered is there, and one that was not is there as a whole or not at all. */
async function assertUsers(
  databaseUrl: string,
  created: Set<string>,
  perhapsCreated: ReadonlySet<string>,
): Promise<void> {
  await using store = await openStore(databaseUrl);
  const rows = await store.read((db) =>
    db
      .selectFrom("users")
      .leftJoin("api_keys", "api_keys.uid", "users.uid")
      .select(["users.id", "hash"])
      .where("users.id", "like", "u-%")
      .execute(),
  );
  const found = new Map(rows.map(({ id, hash }) => [id, hash]));
  for (const id of created) assert.ok(found.has(id), `${id} is lost`);
  for (const [id, hash] of found) {
    assert.ok(created.has(id) || perhapsCreated.has(id), `nobody has created ${id}`);
    assert.ok(hash !== null, `${id} was created without a key`);
  }
}

/** What calls held when the server died has come back: all of an hour's units are there, and not one more. */
async function assertNothingIsHeld(url: string, { users }: World): Promise<void> {
  using exchange = exchangeWith(url);
  const statuses: number[] = [];
  for (let call = 0; call < 30; call += 1) {
    const key = users[0]?.apikey;
    statuses.push((await exchange("GET", "/authorize/api/v3/files/x", { key })).status);
  }
  assert.deepEqual(statuses, [...Array<number>(25).fill(200), ...Array<number>(5).fill(429)]);
}

async function connectionsGone(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const others =
      "select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    while ((await client.query(others)).rowCount !== 0);
  } finally {
    await client.end();
  }
}
