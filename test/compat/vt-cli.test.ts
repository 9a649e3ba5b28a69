import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { LICENSED_KEY, spentBy, startDemo } from "../gateway/gateway-setup.ts";
import { startServer, type TestServer } from "../harness.ts";
import { isInstalled, type Outcome, runClient } from "./clients.ts";

// The Go module proxy does not serve vt-cli everywhere. Where it does not, vt-go.test.ts still runs the
// library that vt-cli is made of; what only the command itself could show is then not tested.
const skip = isInstalled("bin/vt") ? false : "vt-cli is not installed (test/compat/setup --with-vt-cli)";

/** Runs `vt` with a home folder of its own, where `vt init` keeps its files. */
function vt(target: TestServer, home: string, key: string, ...args: string[]): Promise<Outcome> {
  return runClient("bin/vt", args, { HOME: home, VTCLI_HOST: target.url, VTCLI_APIKEY: key });
}

/** A file of which the demo has several pages of everything. */
const FILE = "5eed".repeat(16);

/** The objects or ids that it printed as JSON. */
function printed({ exitCode, stdout, stderr }: Outcome): readonly unknown[] {
  assert.equal(exitCode, 0, stderr);
  return JSON.parse(stdout);
}

test("vt init and vt meta work against this server", { skip }, async () => {
  await using server = await startServer({ listen: true });
  await using home = await mkdtempDisposable(join(tmpdir(), "tollgate-vt-"));
  const alice = await server.createUser("alice");
  const init = await vt(server, home.path, alice.apikey, "init", "--apikey", alice.apikey);
  assert.equal(init.exitCode, 0, init.stderr);
  const meta = await vt(server, home.path, alice.apikey, "meta", "--format", "json");
  assert.equal(meta.exitCode, 0, meta.stderr);
  assert.match(meta.stdout, /intelligence/);
});

test("vt user and vt group show what they are asked for, and go on after a 404", { skip }, async () => {
  await using server = await startServer({ listen: true });
  await using home = await mkdtempDisposable(join(tmpdir(), "tollgate-vt-"));
  await server.createGroup("company");
  const alice = await server.createMember("company", "alice");
  for (const id of [alice.id, alice.apikey, alice.email]) {
    const shown = await vt(server, home.path, alice.apikey, "user", id, "--format", "json");
    assert.equal(shown.exitCode, 0, shown.stderr);
    assert.match(shown.stdout, /"_id": ?"alice"/);
  }
  const group = await vt(server, home.path, alice.apikey, "group", "company", "--format", "json");
  assert.match(group.stdout, /"_id": ?"company"/);
  const mixed = await vt(server, home.path, alice.apikey, "user", "nobody", "alice", "--format", "json");
  assert.equal(mixed.exitCode, 0);
  assert.match(mixed.stderr, /User "nobody" not found/);
  assert.match(mixed.stdout, /"_id": ?"alice"/);
});

test("vt grants and revokes privileges of users and groups", { skip }, async () => {
  await using server = await startServer({ listen: true });
  await using home = await mkdtempDisposable(join(tmpdir(), "tollgate-vt-"));
  await server.createGroup("company");
  const alice = await server.createUser("alice");
  const key = server.operator.apikey;
  for (const args of [
    ["user", "privileges", "grant", "alice", "intelligence", "-e", "2027-01-01"],
    ["user", "privileges", "revoke", "alice", "intelligence"],
    ["group", "privileges", "grant", "company", "intelligence"],
  ]) {
    const outcome = await vt(server, home.path, key, ...args);
    assert.equal(outcome.exitCode, 0, outcome.stderr);
  }
  const refused = await vt(server, home.path, alice.apikey, "user", "privileges", "grant", "alice", "admin");
  assert.equal(refused.exitCode, 1);
});

test("a grant is what was asked for, with its date and without one, and a revocation takes it back", {
  skip,
}, async () => {
  await using server = await startServer({ listen: true });
  await using home = await mkdtempDisposable(join(tmpdir(), "tollgate-vt-"));
  const alice = await server.createUser("alice");
  const change = async (...args: string[]) => {
    const outcome = await vt(server, home.path, server.operator.apikey, "user", "privileges", ...args);
    assert.equal(outcome.exitCode, 0, outcome.stderr);
    const { body } = await server.request("GET", "/users/alice", { key: alice.apikey });
    return body.data.attributes.privileges.intelligence;
  };
  const until = { granted: true, expiration_date: Date.parse("2027-01-01T00:00:00Z") / 1000 };
  assert.deepEqual(await change("grant", "alice", "intelligence", "-e", "2027-01-01"), until);
  assert.deepEqual(await change("grant", "alice", "intelligence"), { granted: true });
  assert.deepEqual(await change("revoke", "alice", "intelligence"), { granted: false });
});

test("identifiers alone, other formats and fields by pattern are printed of users and groups", {
  skip,
}, async () => {
  await using server = await startServer({ listen: true });
  await using home = await mkdtempDisposable(join(tmpdir(), "tollgate-vt-"));
  await server.createGroup("company");
  const alice = await server.createMember("company", "alice");
  const run = (...args: string[]) => vt(server, home.path, alice.apikey, ...args);
  assert.deepEqual(printed(await run("user", "alice", "-I", "--format", "json")), ["alice"]);
  assert.deepEqual(printed(await run("group", "company", "-i", "organization", "--format", "json")), [
    { organization: "company" },
  ]);
  for (const format of ["yaml", "csv"]) {
    const { exitCode, stdout, stderr } = await run("user", "alice", "--format", format);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /alice@example\.com/);
  }
  const related = printed(await run("user", "alice", "-i", "*group*", "--format", "json"));
  assert.deepEqual(related, [
    {
      groups: ["company"],
      api_quota_group: "company",
      intelligence_quota_group: "company",
      monitor_quota_group: "company",
    },
  ]);
});

test("a refusal is printed in VirusTotal's words", { skip }, async () => {
  await using server = await startServer({ listen: true });
  await using home = await mkdtempDisposable(join(tmpdir(), "tollgate-vt-"));
  const { exitCode, stdout, stderr } = await vt(server, home.path, "0".repeat(64), "user", "alice");
  assert.equal(exitCode, 1);
  assert.match(stdout + stderr, /Wrong API key/);
});

test("through the gateway files are read, searches walked, and comments listed page by page", {
  skip,
}, async () => {
  await using demo = await startDemo();
  await using home = await mkdtempDisposable(join(tmpdir(), "tollgate-vt-"));
  const { apikey } = demo.alice;
  const run = (...args: string[]) => vt(demo, home.path, apikey, ...args, "--format", "json");
  // The commands for relationships are made of what init was told.
  assert.equal((await vt(demo, home.path, apikey, "init", "--apikey", apikey)).exitCode, 0);
  const [file] = printed(await run("file", FILE)) as { readonly _id: string }[];
  assert.equal(file?._id, FILE);
  assert.equal(await spentBy(demo), 1);
  const found = printed(await run("search", "type:pdf", "-I", "--limit", "60"));
  assert.equal(new Set(found).size, 60);
  const comments = printed(await run("file", "comments", FILE, "-I", "--limit", "21"));
  assert.equal(new Set(comments).size, 21);
  const keys = new Set(demo.upstream.calls.map(({ headers }) => headers["x-apikey"]));
  assert.deepEqual([...keys], [LICENSED_KEY]);
});
