import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { isApiKey } from "../../src/base/api-key.ts";
import { Store } from "../../src/store/store.ts";
import { startTestServer } from "../harness.ts";
import { parsed, tollgate } from "./command-line.ts";

const PROGRAM = join(import.meta.dirname, "..", "..", "bin", "tollgate.js");
const log = { warn() {} };

test("the first start shows an operator once, the second does not, and both say in one line where they listen", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-serve-"));
  const environment = { TOLLGATE_DATA_DIR: join(folder.path, "data"), TOLLGATE_LOG_LEVEL: "warn" };
  await using first = await serve(environment);
  const [apikey = ""] = first.err().match(/[0-9a-f]{64}/) ?? [];
  assert.ok(isApiKey(apikey));
  assert.match(
    first.err(),
    /shown only now\.\n\n {4}User name {2}operator\n {4}Password {3}\S+\n {4}API key {4}/,
  );
  assert.match(first.out(), /^Tollgate listens on http:\/\/127\.0\.0\.1:\d+\n$/);
  const shown = await tollgate(["users", "show", "me", "--json"], {
    environment: { TOLLGATE_URL: first.url, TOLLGATE_API_KEY: apikey },
  });
  assert.equal(parsed(shown).id, "operator");
  assert.equal(await first.end("SIGTERM"), 0);

  await using second = await serve(environment);
  assert.equal(second.err(), "");
  assert.match(second.out(), /^Tollgate listens on http:\/\/127\.0\.0\.1:\d+\n$/);
  assert.equal(await second.end("SIGINT"), 0);
});

test("bootstrap makes the first operator of an empty database and refuses on any other", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-bootstrap-"));
  const environment = { TOLLGATE_DATA_DIR: folder.path, TOLLGATE_LOG_LEVEL: "warn" };
  const args = ["bootstrap", "--username", "root", "--email", "root@example.com", "--json"];
  const made = await tollgate(args, { environment });
  assert.equal(made.code, 0);
  assert.deepEqual(Object.keys(parsed(made)).sort(), ["apikey", "id", "password"]);
  assert.equal(parsed(made).id, "root");
  assert.ok(isApiKey(parsed(made).apikey));
  assert.deepEqual(await tollgate(args, { environment }), {
    code: 1,
    out: "",
    err: "error: This database has users already; an operator among them can make more\n",
  });
});

test("bootstrap beside a running server changes nothing that the server counts", async () => {
  await using server = await startTestServer({ listen: true });
  await server.createGroup("company");
  const alice = await server.createMember("company", "alice");
  const spend = () => server.requestTarget("GET", "/authorize/api/v3/files/x", { key: alice.apikey });
  assert.equal((await spend()).status, 200);
  const { code, err } = await tollgate(["bootstrap", "--username", "bob", "--email", "bob@example.com"], {
    environment: {
      TOLLGATE_DATABASE_URL: server.databaseUrl,
      TOLLGATE_KEY_PEPPER: "a pepper that is only good for tests",
    },
  });
  assert.equal(code, 1);
  assert.match(err, /This database has users already/);
  const { body } = await server.request("GET", "/users/alice", { key: alice.apikey });
  assert.equal(body.data.attributes.quotas.api_requests_daily.used, 1);
});

test("bootstrap refuses a bad name and leaves the database without users", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-bootstrap-"));
  const environment = { TOLLGATE_DATA_DIR: folder.path, TOLLGATE_LOG_LEVEL: "warn" };
  const bad = await tollgate(["bootstrap", "--username", "a b", "--email", "root@example.com"], {
    environment,
  });
  assert.equal(bad.code, 1);
  assert.match(bad.err, /^error: InvalidArgumentError: Invalid username: "a b"/);
  const good = await tollgate(["bootstrap", "--username", "root", "--email", "root@example.com"], {
    environment,
  });
  assert.match(good.out, /User name {2}root\n/);
});

test("migrate makes the schema, says what it did, and has nothing to do the second time", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-migrate-"));
  const environment = { TOLLGATE_DATA_DIR: join(folder.path, "data") };
  assert.match((await tollgate(["migrate"], { environment })).out, /^Applied 001-\S+\.\n/);
  assert.equal((await tollgate(["migrate"], { environment })).out, "The schema is up to date.\n");
  assert.deepEqual(parsed(await tollgate(["migrate", "--json"], { environment })), { applied: [] });
});

test("verify says that all is well, and fails with the place where it is not", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-verify-"));
  const environment = { TOLLGATE_DATA_DIR: folder.path, TOLLGATE_LOG_LEVEL: "warn" };
  await tollgate(["bootstrap", "--username", "root", "--email", "root@example.com"], { environment });
  const good = await tollgate(["verify"], { environment });
  assert.equal(good.code, 0);
  assert.match(
    good.out,
    /^Usage, quotas and journal agree\.\nEvery group has as many members as it says\.\nThe audit is whole, with 1 entry\. Head: 1:[0-9a-f]{64}\n$/,
  );
  await using store = await Store.open(`sqlite:${join(folder.path, "tollgate.db")}`, { log });
  await store.transaction(async (tx) => {
    await tx.updateTable("audit_log").set({ target: "another" }).execute();
  });
  const bad = await tollgate(["verify"], { environment });
  assert.equal(bad.code, 1);
  assert.match(bad.out, /^Entry 1 was altered/m);
  assert.equal(bad.err, "error: Something disagrees: see above\n");
  const json = await tollgate(["verify", "--json"], { environment });
  assert.deepEqual([json.code, parsed(json).ok, parsed(json).audit.firstBad.seq], [1, false, 1]);
  await store.transaction(async (tx) => {
    await tx.deleteFrom("audit_log").execute();
  });
  const cut = await tollgate(["verify"], { environment });
  assert.match(cut.out, /^Entry 1 is missing: the log was cut before the expected entry 1$/m);
});

test("verify makes no database where there is none", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-verify-"));
  const { code, err } = await tollgate(["verify"], { environment: { TOLLGATE_DATA_DIR: folder.path } });
  assert.equal(code, 1);
  assert.match(err, /^error: There is no database at /);
  assert.equal(existsSync(join(folder.path, "tollgate.db")), false);
});

test("wrong settings are all told at once", async () => {
  const environment = { TOLLGATE_LOG_LEVEL: "loud", TOLLGATE_PUBLIC_PROFILES: "maybe", TOLLGATE_LISTN: "x" };
  const { code, err } = await tollgate(["migrate"], { environment });
  assert.equal(code, 1);
  assert.match(err, /TOLLGATE_LISTN is not a setting/);
  assert.match(err, /TOLLGATE_LOG_LEVEL/);
  assert.match(err, /TOLLGATE_PUBLIC_PROFILES/);
});

/** The real program in a process of its own, from when it says where it listens. */
async function serve(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [PROGRAM, "serve", "--listen", "127.0.0.1:0"], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err] = [textOf(child, "stdout"), textOf(child, "stderr")];
  const exited = once(child, "exit");
  while (!out().includes("\n")) {
    if (child.exitCode !== null) throw new Error(`The server ended: ${err()}`);
    await Promise.race([once(child.stdout, "data"), exited]);
  }
  const url = out().match(/http:\S+/)?.[0] ?? "";
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    await exited;
    return child.exitCode;
  };
  return { url, out, err, end, [Symbol.asyncDispose]: async () => void child.kill("SIGKILL") };
}

function textOf(child: ChildProcess, stream: "stdout" | "stderr"): () => string {
  const pieces: string[] = [];
  child[stream]?.setEncoding("utf8").on("data", (piece: string) => void pieces.push(piece));
  return () => pieces.join("");
}
