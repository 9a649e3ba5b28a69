import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { TestClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import { startServer } from "../../src/server/server.ts";
import { readSettings } from "../../src/server/settings.ts";
import { emptyDatabaseUrl } from "../engines.ts";
import { exchangeWith } from "../exchange.ts";
import { startTestServer } from "../harness.ts";

const EVE = "2026-03-31T23:59:58Z";

/** A server with a clock that can be set over HTTP, on a database of its own. */
async function startWithTestClock(listen = "127.0.0.1:0") {
  await using resources = new AsyncDisposableStack();
  const database = resources.use(await emptyDatabaseUrl("sqlite"));
  const { settings, secrets } = readSettings(
    {
      TOLLGATE_DATABASE_URL: database.url,
      TOLLGATE_KEY_PEPPER: "a pepper that is only good for tests",
    },
    { listen },
  );
  const clock = new TestClock(Date.parse(EVE));
  const log = createLog({ level: "silent" });
  const server = resources.use(
    await startServer(settings, secrets, { log, testClock: clock, auditHeadFile: null }),
  );
  const exchange = resources.use(exchangeWith(server.url));
  const kept = resources.move();
  return { clock, server, exchange, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

test("the test clock is where it was put, stands still, and moves in either direction when it is set", async () => {
  await using server = await startWithTestClock();
  const { exchange } = server;
  for (const now of [EVE, "2026-04-01T00:00:00Z", "2024-02-29T12:00:00.250Z"]) {
    const put = await exchange("PUT", "/test/clock", { body: { now } });
    deepEqual([put.status, put.body], [200, { now }]);
    deepEqual((await exchange("GET", "/test/clock")).body, { now });
    equal(server.clock.nowMs(), Date.parse(now));
  }
});

test("an instant without an offset, and anything else, is refused and leaves the clock alone", async () => {
  await using server = await startWithTestClock();
  for (const call of [{ body: { now: "2026-03-31" } }, { body: { now: 1 } }, { body: [] }, {}]) {
    const { status, body } = await server.exchange("PUT", "/test/clock", call);
    deepEqual([status, body.error.code], [400, "InvalidArgumentError"]);
  }
  equal((await server.exchange("PUT", "/test/clock", { rawBody: "{" })).body.error.code, "BadRequestError");
  deepEqual((await server.exchange("GET", "/test/clock")).body, { now: EVE });
});

test("a server with a test clock does not start where others could reach it", async () => {
  for (const listen of ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "tollgate.example.com:0"]) {
    await rejects(
      startWithTestClock(listen),
      /^Error: A server with a test clock listens on a loopback address only/,
    );
  }
  await using named = await startWithTestClock("localhost:0");
  equal((await named.exchange("GET", "/test/clock")).status, 200);
});

test("a server without a test clock has none to be set", async () => {
  await using server = await startTestServer();
  for (const method of ["GET", "PUT"]) {
    equal((await server.requestTarget(method, "/test/clock", { body: { now: EVE } })).status, 404);
  }
});

test("tollgate serve --test-clock runs on that clock, and refuses a bad instant and an open address", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-test-clock-"));
  const environment = { PATH: process.env.PATH, TOLLGATE_DATA_DIR: folder.path };
  const serve = (...options: readonly string[]) =>
    spawn(process.execPath, ["bin/tollgate.js", "serve", "--test-clock", ...options], { env: environment });

  for (const [options, sentence] of [
    [["tomorrow"], /^error: --test-clock must be an instant of RFC 3339/],
    [[EVE, "--listen", "0.0.0.0:0"], /^error: A server with a test clock listens on a loopback address only/],
  ] as const) {
    const refused = serve(...options);
    const [said, [code]] = await Promise.all([text(refused.stderr), once(refused, "exit")]);
    match(said, sentence);
    equal(code, 1);
  }

  const child = serve(EVE, "--listen", "127.0.0.1:0");
  const ended = once(child, "exit");
  const [key, url] = await Promise.all([
    firstMatch(child.stderr, /API key +([0-9a-f]{64})/),
    firstMatch(child.stdout, /^Tollgate listens on (\S+)$/),
  ]);
  {
    using exchange = exchangeWith(url);
    const { body } = await exchange("GET", "/api/v3/users/me", { key });
    equal(body.data.attributes.user_since, Date.parse(EVE) / 1000);
    await exchange("PUT", "/test/clock", { body: { now: "2026-04-01T00:00:00Z" } });
    const range = await exchange("GET", "/api/v3/users/me/api_usage", { key });
    equal(Object.keys(range.body.data.daily).toSorted().at(-1), "2026-04-01");
  }
  child.kill();
  deepEqual(await ended, [0, null]);
});

async function firstMatch(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  for await (const line of createInterface(stream)) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  throw new Error(`No line matches ${pattern}`);
}
