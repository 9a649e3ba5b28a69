import assert from "node:assert/strict";
import { test } from "node:test";
import { stepAt, totpCode } from "../../src/base/totp.ts";
import { errorOf, startCompany } from "../api/company.ts";
import { forEachEngine } from "../engines.ts";
import { startTestServer, type TestServer } from "../harness.ts";
import { type Browser, openBrowser, PASSWORD, signedIn } from "./browser.ts";

const CONFIRM = { "x-user-password": PASSWORD };
const WRONG_CODE = [401, "WrongCredentialsError", "Wrong code"];

forEachEngine((engine) => {
  test("with a second factor a password alone opens nothing, and has_2fa is true to it", async () => {
    await using server = await startTestServer({ engine });
    const alice = await server.createUser("alice", { password: PASSWORD });
    const elsewhere = await signedIn(server, "alice");
    const here = await signedIn(server, "alice");
    const { secret, recoveryCodes } = await enable(server, here);
    assert.equal(recoveryCodes.length, 10);
    assert.equal((await here.send("GET", "/users/me")).body.data.attributes.has_2fa, true);
    assert.equal((await elsewhere.send("GET", "/users/me")).status, 401);
    const browser = openBrowser(server);
    const challenge = await browser.signIn("alice");
    assert.deepEqual(
      [challenge.status, challenge.body.data.type, browser.cookies.size],
      [200, "session_challenge", 0],
    );
    assert.deepEqual(challenge.body.data.attributes.factors, ["totp", "recovery_code"]);
    const bought = await server.request("POST", "/users/alice/api_keys", { headers: CONFIRM });
    assert.deepEqual([bought.status, bought.body.error.code], [401, "WrongCredentialsError"]);
    server.clock.advance(30_000);
    const signed = await answer(browser, challenge.body.data.id, codeNow(server, secret));
    assert.deepEqual([signed.status, signed.body.data.type, browser.cookies.size], [200, "session", 1]);
    server.clock.advance(30_000);
    const headers = { ...CONFIRM, "x-user-code": codeNow(server, secret) };
    assert.equal((await server.request("POST", "/users/alice/api_keys", { headers })).status, 200);
    assert.equal((await server.request("GET", "/users/me", { key: alice.apikey })).status, 200);
    const state = await browser.send("GET", "/users/me/totp");
    assert.deepEqual(
      [state.body.data.attributes.enabled, state.body.data.attributes.recovery_codes_left],
      [true, 10],
    );
  });

  test("a code is good once, even when it is sent twice at once", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    const { secret } = await enable(server, await signedIn(server, "alice"));
    server.clock.advance(60_000);
    const code = codeNow(server, secret);
    const { id } = (await openBrowser(server).signIn("alice")).body.data;
    const replies = await Promise.all([1, 2, 3].map(() => answer(openBrowser(server), id, code)));
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 401, 401]);
    assert.deepEqual(errorOf(await answer(openBrowser(server), id, code)), WRONG_CODE);
  });

  test("a recovery code replaces a code, once and however it is typed", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    const here = await signedIn(server, "alice");
    const { recoveryCodes } = await enable(server, here);
    const [first = "", second = ""] = recoveryCodes;
    const { id } = (await openBrowser(server).signIn("alice")).body.data;
    assert.equal((await answer(openBrowser(server), id, first.toUpperCase().replace("-", " "))).status, 200);
    assert.deepEqual(errorOf(await answer(openBrowser(server), id, first)), WRONG_CODE);
    assert.equal((await here.send("GET", "/users/me/totp")).body.data.attributes.recovery_codes_left, 9);
    const renewed = await here.send("POST", "/users/me/totp/recovery_codes", undefined, CONFIRM);
    const [fresh] = renewed.body.data.attributes.recovery_codes;
    assert.deepEqual(errorOf(await answer(openBrowser(server), id, second)), WRONG_CODE);
    assert.equal((await answer(openBrowser(server), id, fresh)).status, 200);
  });

  test("guessing codes is slowed, and a right password does not clear the count", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    const { secret } = await enable(server, await signedIn(server, "alice"));
    server.clock.advance(60_000);
    for (let attempt = 1; attempt <= 5; attempt++) {
      const { id } = (await openBrowser(server).signIn("alice")).body.data;
      assert.deepEqual(errorOf(await answer(openBrowser(server), id, "not a code")), WRONG_CODE);
    }
    const { id } = (await openBrowser(server).signIn("alice")).body.data;
    const slowed = await answer(openBrowser(server), id, codeNow(server, secret));
    assert.deepEqual([slowed.status, slowed.headers["retry-after"]], [429, "1"]);
    server.clock.advance(1000);
    assert.equal((await answer(openBrowser(server), id, codeNow(server, secret))).status, 200);
  });

  test("a challenge is dead after five minutes, after a change of the password, and when it was made elsewhere", async () => {
    await using server = await startTestServer({ engine });
    const alice = await server.createUser("alice", { password: PASSWORD });
    const { secret } = await enable(server, await signedIn(server, "alice"));
    server.clock.advance(60_000);
    const first = (await openBrowser(server).signIn("alice")).body.data;
    const expired = [401, "WrongCredentialsError", "This challenge has expired; give the password again"];
    server.clock.advance(300_000);
    for (const id of [first.id, "made-up", `${first.id}x`, "x".repeat(5000)]) {
      assert.deepEqual(errorOf(await answer(openBrowser(server), id, codeNow(server, secret))), expired);
    }
    const second = (await openBrowser(server).signIn("alice")).body.data;
    const change = { current_password: PASSWORD, new_password: "another long password" };
    const changed = await server.request("POST", "/users/me/password", {
      key: alice.apikey,
      body: { data: change },
    });
    assert.equal(changed.status, 200);
    assert.deepEqual(errorOf(await answer(openBrowser(server), second.id, codeNow(server, secret))), expired);
  });

  test("a second factor is begun, renewed and removed with the password only, and confirmed by a right code", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    const without = await server.createUser("without");
    const alice = await signedIn(server, "alice");
    for (const [headers, status] of [
      [{}, 400],
      [{ "x-user-password": "not the password" }, 403],
    ] as const) {
      assert.equal((await alice.send("POST", "/users/me/totp", undefined, headers)).status, status);
    }
    const none = await server.request("POST", "/users/me/totp", { key: without.apikey, headers: CONFIRM });
    assert.deepEqual([none.status, none.body.error.code], [403, "ForbiddenError"]);
    assert.equal((await alice.send("POST", "/users/me/totp/confirm", { code: "123456" })).status, 400);
    const begun = await alice.send("POST", "/users/me/totp", undefined, CONFIRM);
    const { secret, otpauth_uri: uri } = begun.body.data.attributes;
    assert.equal(uri, `otpauth://totp/Tollgate:alice%40example.com?secret=${secret}&issuer=Tollgate`);
    const wrong = await alice.send("POST", "/users/me/totp/confirm", { code: "000000" });
    assert.deepEqual([wrong.status, wrong.body.error.code], [400, "InvalidArgumentError"]);
    assert.equal((await alice.send("GET", "/users/me")).body.data.attributes.has_2fa, false);
    await enable(server, alice);
    assert.equal((await alice.send("POST", "/users/me/totp", undefined, CONFIRM)).status, 409);
    assert.equal((await alice.send("DELETE", "/users/me/totp")).status, 400);
    assert.equal((await alice.send("DELETE", "/users/me/totp", undefined, CONFIRM)).status, 200);
    assert.equal((await alice.send("GET", "/users/me")).body.data.attributes.has_2fa, false);
    assert.equal((await openBrowser(server).signIn("alice")).body.data.type, "session");
    assert.equal((await alice.send("DELETE", "/users/me/totp", undefined, CONFIRM)).status, 404);
  });

  test("a lost authenticator is switched off by the group's administrator, but not an operator's", async () => {
    await using company = await startCompany(engine);
    for (const person of [company.bob]) {
      await company.send("POST", "/users/me/password", person.apikey, { new_password: PASSWORD });
    }
    const bob = await signedIn(company, "bob");
    await enable(company, bob);
    const without = await company.send(
      "GET",
      "/groups/company/users?filter=2fa_enabled:false",
      company.alice.apikey,
    );
    assert.deepEqual(
      without.body.data.map(({ id }: { readonly id: string }) => id),
      ["alice"],
    );
    assert.equal((await company.send("DELETE", "/users/bob/totp", company.rita.apikey)).status, 404);
    const grant = { attributes: { privileges: { admin: { granted: true } } } };
    await company.send("PATCH", "/users/bob", company.operator.apikey, grant);
    assert.equal((await company.send("DELETE", "/users/bob/totp", company.alice.apikey)).status, 403);
    grant.attributes.privileges.admin.granted = false;
    await company.send("PATCH", "/users/bob", company.operator.apikey, grant);
    assert.equal((await company.send("DELETE", "/users/bob/totp", company.alice.apikey)).status, 200);
    assert.equal((await openBrowser(company).signIn("bob")).body.data.type, "session");
    const trail = await company.trail();
    assert.ok(trail.includes("ENABLE_TOTP bob") && trail.includes("DISABLE_TOTP bob"));
  });

  test("neither secret nor codes stand in the database, the audit or the log", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    const here = await signedIn(server, "alice");
    const { secret, recoveryCodes } = await enable(server, here);
    const { id } = (await openBrowser(server).signIn("alice")).body.data;
    await answer(openBrowser(server), id, recoveryCodes[0] ?? "");
    const stored = await server.parts.store.read(async (db) => [
      await db.selectFrom("totp").selectAll().execute(),
      await db.selectFrom("recovery_codes").selectAll().execute(),
      await db.selectFrom("audit_log").selectAll().execute(),
    ]);
    const everything = JSON.stringify(stored) + server.logLines.join("");
    for (const text of [secret, ...recoveryCodes, PASSWORD, here.cookies.get("tollgate_session") ?? ""]) {
      assert.ok(!everything.includes(text), text);
    }
  });
});

/** Switches the second factor on, as a person with an authenticator does. */
async function enable(server: TestServer, browser: Browser) {
  const begun = await browser.send("POST", "/users/me/totp", undefined, CONFIRM);
  assert.equal(begun.status, 200, begun.text);
  const secret: string = begun.body.data.attributes.secret;
  const confirmed = await browser.send("POST", "/users/me/totp/confirm", { code: codeNow(server, secret) });
  assert.equal(confirmed.status, 200, confirmed.text);
  const recoveryCodes: readonly string[] = confirmed.body.data.attributes.recovery_codes;
  return { secret, recoveryCodes };
}

function codeNow({ clock }: TestServer, secret: string): string {
  return totpCode(secret, stepAt(clock.nowMs() / 1000));
}

function answer(browser: Browser, challenge: string, code: string) {
  return browser.send("POST", "/sessions", {
    type: "session_challenge",
    id: challenge,
    attributes: { code },
  });
}
