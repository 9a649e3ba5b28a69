import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { stepAt, totpCode } from "../../src/base/totp.ts";
import { startServer } from "../../src/server/server.ts";
import { readSettings } from "../../src/server/settings.ts";
import { startCompany } from "../api/company.ts";
import { exchangeWith } from "../exchange.ts";
import { startTestServer } from "../harness.ts";
import { PASSWORD, signedIn } from "../sign-in/browser.ts";
import { commandLineOf, parsed, tollgate } from "./command-line.ts";

test("sessions are listed and revoked, one by one and all", async () => {
  await using server = await startTestServer();
  await server.createUser("alice", { password: PASSWORD });
  const run = commandLineOf(server);
  const [first, second] = [await signedIn(server, "alice"), await signedIn(server, "alice")];
  const { id } = (await first.send("GET", "/sessions/current")).body.data;
  assert.match((await run(["sessions", "list", "alice"])).out, new RegExp(id));
  const revoked = await run(["sessions", "revoke", "alice", id], ["yes"]);
  assert.deepEqual([revoked.code, revoked.out], [0, `Ended session ${id}.\n`]);
  assert.equal((await first.send("GET", "/users/me")).status, 401);
  assert.equal((await run(["sessions", "revoke-all", "alice", "--yes"])).code, 0);
  assert.equal((await second.send("GET", "/users/me")).status, 401);
  assert.deepEqual(parsed(await run(["sessions", "list", "alice", "--json"])), []);
});

test("a privilege is granted and taken away, and with admin goes what operators may", async () => {
  await using server = await startTestServer();
  const alice = await server.createUser("alice");
  const [asRoot, asAlice] = [commandLineOf(server), commandLineOf(server, alice.apikey)];
  assert.equal((await asAlice(["users", "list"])).code, 1);
  const granted = await asRoot(["users", "grant", "alice", "admin"]);
  assert.deepEqual([granted.code, granted.out], [0, "User alice has the privilege admin.\n"]);
  assert.equal((await asAlice(["users", "list"])).code, 0);
  assert.equal((await asRoot(["users", "revoke", "alice", "admin", "--yes"])).code, 0);
  assert.equal((await asAlice(["users", "list"])).code, 1);
  await asRoot(["users", "grant", "alice", "intelligence", "--until", "2027-01-31"]);
  const { intelligence } = parsed(await asRoot(["users", "show", "alice", "--json"])).attributes.privileges;
  assert.deepEqual(intelligence, { granted: true, expiration_date: Date.parse("2027-01-31") / 1000 });
});

test("a lost second factor is switched off, and a lost password replaced by a link that is shown", async () => {
  await using server = await startTestServer({ withoutMail: true });
  await server.createUser("alice", { password: PASSWORD });
  const run = commandLineOf(server);
  const alice = await signedIn(server, "alice");
  const begun = await alice.send("POST", "/users/me/totp", undefined, { "x-user-password": PASSWORD });
  const code = totpCode(begun.body.data.attributes.secret, stepAt(server.clock.nowMs() / 1000));
  await alice.send("POST", "/users/me/totp/confirm", { code });
  assert.match((await run(["users", "show", "alice"])).out, /Second factor +on/);
  assert.equal((await run(["users", "reset-totp", "alice"], ["yes"])).code, 0);
  assert.match((await run(["users", "show", "alice"])).out, /Second factor +off/);
  const made = await run(["users", "reset-password", "alice"]);
  assert.match(made.out, /^Hand this link to alice:\n {2}http:\S+\/reset-password#[0-9a-f]{64}\n$/);
});

test("recover-operator lets somebody in when nobody can get in any more, and not beside a running server", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-recover-"));
  const environment = {
    TOLLGATE_DATABASE_URL: `sqlite:${folder.path}/tollgate.db`,
    TOLLGATE_KEY_PEPPER: "a pepper that is only good for tests",
    TOLLGATE_LOG_LEVEL: "silent",
  };
  const args = ["recover-operator", "--username", "root", "--json"];
  assert.match((await tollgate(args, { environment })).err, /There is no database at/);
  await tollgate(["bootstrap", "--username", "root", "--email", "root@example.com"], { environment });
  const unknown = await tollgate(["recover-operator", "--username", "nobody"], { environment });
  assert.deepEqual([unknown.code, unknown.err], [1, 'error: NotFoundError: User "nobody" not found\n']);
  const recovered = await tollgate(args, { environment });
  assert.equal(recovered.code, 0, recovered.err);
  const { id, password, apikey } = parsed(recovered);
  const { settings, secrets } = readSettings(environment, { listen: "127.0.0.1:0" });
  await using server = await startServer(settings, secrets);
  using exchange = exchangeWith(server.url);
  const me = await exchange("GET", "/api/v3/users/me", { key: apikey });
  assert.deepEqual([me.body.data.id, me.body.data.attributes.privileges.admin.granted], [id, true]);
  const body = { data: { type: "session", attributes: { user: "root", password } } };
  assert.equal((await exchange("POST", "/api/v3/sessions", { body })).status, 200);
  const path = "/api/v3/audit_log_entries?filter=action:RECOVER_OPERATOR";
  const audit = await exchange("GET", path, { key: apikey });
  assert.equal(audit.body.data.length, 1);
  assert.ok(!audit.text.includes(password));
  const beside = await tollgate(args, { environment });
  assert.deepEqual([beside.code, beside.out], [1, ""]);
  assert.match(beside.err, /stop the other first/);
});

test("a group's stricter limits hold for its members from the next call on, and looser ones do not", async () => {
  await using company = await startCompany("sqlite");
  await company.send("POST", "/users/me/password", company.bob.apikey, { new_password: PASSWORD });
  const bob = await signedIn(company, "bob");
  const run = commandLineOf(company, company.alice.apikey);
  company.clock.advance(20 * 60_000);
  assert.equal((await run(["groups", "update", "company", "--session-idle-minutes", "5000"])).code, 0);
  const { idle_expires_at: idle, last_seen_at: seen } = (await bob.send("GET", "/sessions/current")).body.data
    .attributes;
  assert.equal(idle - seen, 3600);
  company.clock.advance(10 * 60_000);
  assert.equal((await run(["groups", "update", "company", "--session-idle-minutes", "10"])).code, 0);
  assert.equal((await bob.send("GET", "/users/me")).status, 401);
  const again = await signedIn(company, "bob");
  for (const value of [4, 1.5, "10", -1]) {
    const reply = await company.send("PATCH", "/groups/company", company.alice.apikey, {
      attributes: { session_idle_minutes: value },
    });
    assert.deepEqual([reply.status, reply.body.error.code], [400, "InvalidArgumentError"]);
  }
  const away = { attributes: { session_idle_minutes: null, session_hours: 1 } };
  const changed = await company.send("PATCH", "/groups/company", company.alice.apikey, away);
  assert.equal(changed.body.data.attributes.session_idle_minutes, undefined);
  company.clock.advance(45 * 60_000);
  assert.equal((await again.send("GET", "/users/me")).status, 200);
  company.clock.advance(15 * 60_000);
  assert.equal((await again.send("GET", "/users/me")).status, 401);
});
