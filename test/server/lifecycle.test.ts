import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { sql } from "kysely";
import { createLog } from "../../src/base/log.ts";
import { startServer } from "../../src/server/server.ts";
import { readSettings } from "../../src/server/settings.ts";
import { emptyDatabaseUrl, forEachEngine } from "../engines.ts";
import { startTestServer } from "../harness.ts";

const silent = createLog({ level: "silent" });

function settingsFor(databaseUrl: string, listen = "127.0.0.1:0") {
  const environment = {
    TOLLGATE_DATABASE_URL: databaseUrl,
    TOLLGATE_KEY_PEPPER: "a pepper that is only good for tests",
  };
  return readSettings(environment, { listen });
}

test("a request under way is answered while the server closes, and nothing new is accepted", async () => {
  await using server = await startTestServer();
  const body = JSON.stringify({ data: { type: "group", id: "company", attributes: { organization: "x" } } });
  const slow = request(`${server.url}/api/v3/groups`, {
    method: "POST",
    headers: { "x-apikey": server.operator.apikey, "content-length": body.length, expect: "100-continue" },
  });
  const answered = once(slow, "response");
  slow.flushHeaders();
  // The server has read the headers and waits for the body.
  await once(slow, "continue");

  const closed = server.close();
  await assert.rejects(fetch(`${server.url}/healthz`), TypeError);
  slow.end(body);
  const [response] = await answered;
  assert.equal(response.statusCode, 200);
  assert.equal(JSON.parse(await text(response)).data.id, "company");
  await closed;
});

test("closing twice, and closing with idle connections open, both just work", async () => {
  await using server = await startTestServer();
  const { status } = await server.requestTarget("GET", "/healthz");
  assert.equal(status, 200);
  await Promise.all([server.close(), server.close()]);
  await assert.rejects(fetch(`${server.url}/healthz`), TypeError);
});

test("a server that an older Node has launched ends when its launcher is killed", {
  timeout: 60_000,
}, async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-launched-"));
  const launch = `require("node:child_process").spawn(process.execPath,
    ["bin/tollgate.js", "serve", "--listen", "127.0.0.1:0"],
    { stdio: "inherit", env: { ...process.env, TOLLGATE_LAUNCHER: String(process.pid) } })`;
  const launcher = spawn(process.execPath, ["-e", launch], {
    env: { PATH: process.env.PATH, TOLLGATE_DATA_DIR: folder.path },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [listens] = await once(launcher.stdout, "data");
  assert.match(String(listens), /^Tollgate listens on /);
  launcher.kill("SIGKILL");
  // The server has the other end of the pipe until it is gone.
  await once(launcher.stdout, "end");
});

test("a port that is taken is an error, and what was opened for it is closed again", async () => {
  await using server = await startTestServer();
  await using database = await emptyDatabaseUrl("sqlite");
  const { settings, secrets } = settingsFor(database.url, server.url.slice("http://".length));
  await assert.rejects(startServer(settings, secrets, { log: silent, auditHeadFile: null }), {
    code: "EADDRINUSE",
  });
});

test("/healthz tells that the process is up, /readyz that the database answers with the right schema", async () => {
  await using server = await startTestServer();
  const { status, body } = await server.requestTarget("GET", "/healthz");
  assert.deepEqual([status, body], [200, { status: "up" }]);
  const ready = await server.requestTarget("GET", "/readyz");
  assert.deepEqual([ready.status, ready.body], [200, { status: "ready" }]);

  await sql`delete from schema_migrations`.execute(server.parts.store.database.writer);
  const behind = await server.requestTarget("GET", "/readyz");
  assert.deepEqual([behind.status, behind.body.error.code], [503, "TransientError"]);
  assert.equal((await server.requestTarget("GET", "/healthz")).status, 200);
});

test("/ says what this is", async () => {
  await using server = await startTestServer();
  const { status, body } = await server.requestTarget("GET", "/");
  assert.equal(status, 200);
  assert.equal(body.name, "Tollgate");
  assert.equal(body.openapi, "/api/v3/openapi.json");
});

forEachEngine((engine) => {
  test("an empty SQLite database is brought up to date at start, a PostgreSQL one must be already", async () => {
    await using database = await emptyDatabaseUrl(engine);
    const { settings, secrets } = settingsFor(database.url);
    if (engine === "postgres") {
      await assert.rejects(
        startServer(settings, secrets, { log: silent, auditHeadFile: null }),
        /run `tollgate migrate`/,
      );
      return;
    }
    await using server = await startServer(settings, secrets, { log: silent, auditHeadFile: null });
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
  });
});
