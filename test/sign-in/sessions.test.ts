import assert from "node:assert/strict";
import { test } from "node:test";
import { errorOf, startCompany } from "../api/company.ts";
import { forEachEngine } from "../engines.ts";
import { START, startTestServer } from "../harness.ts";
import { openBrowser, PASSWORD, signedIn } from "./browser.ts";

const NOW = Date.parse(START) / 1000;
const MINUTE_MS = 60_000;
const ENDED = [401, "WrongCredentialsError", "This session has ended; sign in again"];

forEachEngine((engine) => {
  test("a person signs in by username or address, and is who he is until he signs out", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    for (const name of ["alice", "Alice@Example.com"]) {
      const browser = openBrowser(server);
      const { status, body, headers } = await browser.signIn(name);
      assert.equal(status, 200);
      const { csrf_token: csrfToken, ...attributes } = body.data.attributes;
      assert.deepEqual(attributes, {
        user: "alice",
        method: "password",
        created_at: NOW,
        last_seen_at: NOW,
        idle_expires_at: NOW + 3600,
        expires_at: NOW + 12 * 3600,
        address: "127.0.0.1",
        client: "",
        is_current: true,
      });
      assert.match(
        String(headers["set-cookie"]),
        /^tollgate_session=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict$/,
      );
      assert.match(csrfToken, /^[A-Za-z0-9_-]{43}$/);
      const me = await browser.send("GET", "/users/me");
      assert.deepEqual([me.status, me.body.data.id, me.body.data.attributes.last_login], [200, "alice", NOW]);
      assert.equal((await browser.send("DELETE", "/sessions/current")).status, 200);
      assert.equal(browser.cookies.size, 0);
      assert.equal((await browser.send("GET", "/users/me")).body.error.code, "AuthenticationRequiredError");
    }
  });

  test("a session that was signed out of, revoked, or never was is refused in the same words", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    const [signedOut, revoked, other] = [
      await signedIn(server, "alice"),
      await signedIn(server, "alice"),
      await signedIn(server, "alice"),
    ];
    const stolen = new Map(signedOut.cookies);
    await signedOut.send("DELETE", "/sessions/current");
    for (const [name, value] of stolen) signedOut.cookies.set(name, value);
    const { id } = (await revoked.send("GET", "/sessions/current")).body.data;
    assert.equal((await other.send("DELETE", `/users/me/sessions/${id}`)).status, 200);
    const invented = openBrowser(server);
    invented.cookies.set("tollgate_session", "0".repeat(64));
    for (const browser of [signedOut, revoked, invented]) {
      assert.deepEqual(errorOf(await browser.send("GET", "/users/me")), ENDED);
    }
    assert.equal((await other.send("DELETE", `/users/me/sessions/${id}`)).status, 404);
  });

  test("a session ends when nothing is heard of it, and in any case after its time", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    const [idle, busy] = [await signedIn(server, "alice"), await signedIn(server, "alice")];
    server.clock.advance(60 * MINUTE_MS - 1000);
    assert.equal((await busy.send("GET", "/users/me")).status, 200);
    server.clock.advance(1000);
    assert.deepEqual(errorOf(await idle.send("GET", "/users/me")), ENDED);
    for (let at = 60; at < 12 * 60; at += 59) {
      assert.equal((await busy.send("GET", "/users/me")).status, 200, String(at));
      server.clock.advance(59 * MINUTE_MS);
    }
    assert.deepEqual(errorOf(await busy.send("GET", "/users/me")), ENDED);
    const { body } = await server.request("GET", "/users/alice/sessions", { key: server.operator.apikey });
    assert.deepEqual([body.data, body.meta.count], [[], 0]);
  });

  test("a restarted server knows its sessions, and when they were last used", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    const browser = await signedIn(server, "alice");
    server.clock.advance(30 * MINUTE_MS);
    await browser.send("GET", "/users/me", undefined, { "user-agent": "Firefox" });
    const { store } = server.parts;
    const rows = await store.read((db) => db.selectFrom("sessions").selectAll().execute());
    assert.deepEqual(
      rows.map(({ last_seen_at, client }) => [last_seen_at, client]),
      [[NOW + 30 * 60, "Firefox"]],
    );
    assert.ok(!JSON.stringify(rows).includes(browser.cookies.get("tollgate_session") ?? "no cookie"));
  });

  test("a disabled or deleted account is out at once, and a disabled one stays out when it is enabled again", async () => {
    await using server = await startTestServer({ engine });
    for (const id of ["alice", "bob"]) await server.createUser(id, { password: PASSWORD });
    const [alice, bob] = [await signedIn(server, "alice"), await signedIn(server, "bob")];
    for (const status of ["inactive", "active"]) {
      const body = { data: { attributes: { status } } };
      await server.request("PATCH", "/users/alice", { key: server.operator.apikey, body });
      assert.deepEqual(errorOf(await alice.send("GET", "/users/me")), ENDED, status);
    }
    await server.request("DELETE", "/users/bob", { key: server.operator.apikey });
    assert.deepEqual(errorOf(await bob.send("GET", "/users/me")), ENDED);
  });

  test("a changed password ends every other session", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    const [here, elsewhere] = [await signedIn(server, "alice"), await signedIn(server, "alice")];
    const change = { current_password: PASSWORD, new_password: "another long password" };
    assert.equal((await here.send("POST", "/users/me/password", change)).status, 200);
    assert.equal((await here.send("GET", "/users/me")).status, 200);
    assert.deepEqual(errorOf(await elsewhere.send("GET", "/users/me")), ENDED);
  });

  test("sessions are listed and revoked by those who may revoke the person's keys", async () => {
    await using company = await startCompany(engine);
    await company.send("POST", "/users/me/password", company.bob.apikey, { new_password: PASSWORD });
    const [first, second] = [await signedIn(company, "bob"), await signedIn(company, "bob")];
    const listed = await second.send("GET", "/users/me/sessions?limit=1");
    assert.equal(listed.body.meta.count, 2);
    const next = await second.send("GET", `/users/me/sessions?limit=1&cursor=${listed.body.meta.cursor}`);
    const shown = [...listed.body.data, ...next.body.data];
    assert.equal(shown.filter(({ attributes }) => attributes.is_current).length, 1);
    assert.equal(shown.filter(({ attributes }) => "csrf_token" in attributes).length, 1);
    for (const [key, status] of [
      [company.rita.apikey, 404],
      [company.alice.apikey, 200],
    ] as const) {
      assert.equal((await company.send("GET", "/users/bob/sessions", key)).status, status);
      assert.equal((await company.send("DELETE", "/users/bob/sessions", key)).status, status);
    }
    for (const browser of [first, second]) {
      assert.deepEqual(errorOf(await browser.send("GET", "/users/me")), ENDED);
    }
    assert.deepEqual((await company.trail()).slice(-3), ["SIGN_IN bob", "SIGN_IN bob", "DELETE_SESSION bob"]);
  });

  test("the audit says in which session something was done, and its chain holds", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    const browser = await signedIn(server, "alice");
    const { id } = (await browser.send("GET", "/sessions/current")).body.data;
    await browser.send("PATCH", "/users/me", { attributes: { first_name: "Alice" } });
    await browser.send("DELETE", "/sessions/current");
    const { body } = await server.request("GET", "/audit_log_entries?limit=3", {
      key: server.operator.apikey,
    });
    assert.deepEqual(
      body.data.map(
        ({ attributes: { action, actor, actor_session_id: session, actor_key_id: key } }: never) => [
          action,
          actor,
          session,
          key,
        ],
      ),
      ["SIGN_OUT", "UPDATE_USER", "SIGN_IN"].map((action) => [action, "alice", id, undefined]),
    );
    const verified = await server.request("GET", "/audit_log_verification", { key: server.operator.apikey });
    assert.equal(verified.body.data.first_bad, undefined);
  });

  test("the oldest of fifty sessions makes room for a new one", async () => {
    await using server = await startTestServer({ engine });
    const { id } = await server.createUser("alice");
    const { sessions, store } = server.parts;
    const user = await store.read((db) =>
      db.selectFrom("users").select("uid").where("id", "=", id).executeTakeFirstOrThrow(),
    );
    const origin = { address: "127.0.0.1", client: "", requestId: "r" };
    const tokens: string[] = [];
    for (let number = 0; number < 51; number++) {
      tokens.push((await sessions.startFor({ ...user, id }, "password", origin)).token);
      server.clock.advance(1000);
    }
    const statuses = await Promise.all(
      [0, 1, 50].map(async (number) => {
        const headers = { cookie: `tollgate_session=${tokens[number]}` };
        return (await server.request("GET", "/users/me", { headers })).status;
      }),
    );
    assert.deepEqual(statuses, [401, 200, 200]);
  });

  test("an accepted invitation starts a session where that is asked for", async () => {
    await using server = await startTestServer({ engine, withoutMail: true });
    await server.createGroup("company");
    const browser = openBrowser(server);
    for (const [id, wanted] of [
      ["ann", undefined],
      ["ben", true],
    ] as const) {
      const added = await server.request("POST", "/groups/company/relationships/users", {
        key: server.operator.apikey,
        body: { data: [{ type: "user", id: `${id}@example.com` }] },
      });
      const token = added.body.data[0].context_attributes.link.split("/").at(-1);
      const attributes = { password: PASSWORD };
      const reply = await browser.send("POST", `/invitations/${token}/accept`, {
        id,
        attributes,
        start_session: wanted,
      });
      assert.equal(reply.status, 200, reply.text);
      assert.equal(browser.cookies.size, wanted ? 1 : 0);
    }
    const current = await browser.send("GET", "/sessions/current");
    assert.deepEqual([current.status, current.body.data.attributes.user], [200, "ben"]);
  });
});
