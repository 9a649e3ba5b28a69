import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startServer, type TestServer } from "../harness.ts";
import { isInstalled, type Outcome, runClient } from "./clients.ts";

// The Go module proxy does not serve vt-cli everywhere. Where it does not, vt-go.test.ts still runs the
// library that vt-cli is made of; what only the command itself could show is then not tested.
const skip = isInstalled("bin/vt") ? false : "vt-cli is not installed (test/compat/setup --with-vt-cli)";

/** Runs `vt` with a home folder of its own, where `vt init` keeps its files. */
function vt(target: TestServer, home: string, key: string, ...args: string[]): Promise<Outcome> {
  return runClient("bin/vt", args, { HOME: home, VTCLI_HOST: target.url, VTCLI_APIKEY: key });
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
