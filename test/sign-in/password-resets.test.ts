import assert from "node:assert/strict";
import { test } from "node:test";
import { errorOf, startCompany } from "../api/company.ts";
import { forEachEngine } from "../engines.ts";
import { startTestServer, type TestServer } from "../harness.ts";
import { openBrowser, PASSWORD, signedIn } from "./browser.ts";

const NEXT = "another long password";
const DEAD = [
  404,
  "NotFoundError",
  "This link does not exist, has been used or has expired; ask for a new one",
];

forEachEngine((engine) => {
  test("a lost password is replaced by a link from the mail, once, and every session ends", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    const before = await signedIn(server, "alice");
    const token = await mailedToken(server, "Alice@example.com");
    const opened = await open(server, token);
    assert.deepEqual([opened.status, opened.body.data.attributes.user], [200, "alice"]);
    assert.equal((await accept(server, token, "short")).status, 400);
    assert.equal((await accept(server, token, NEXT)).status, 200);
    assert.deepEqual(errorOf(await accept(server, token, NEXT)), DEAD);
    assert.deepEqual(errorOf(await open(server, token)), DEAD);
    assert.equal((await before.send("GET", "/users/me")).status, 401);
    assert.equal((await openBrowser(server).signIn("alice", PASSWORD)).status, 401);
    assert.equal((await openBrowser(server).signIn("alice", NEXT)).status, 200);
    const { body } = await server.request("GET", "/audit_log_entries?limit=40", {
      key: server.operator.apikey,
    });
    const actions = body.data.map(
      ({ attributes }: { readonly attributes: { readonly action: string } }) => attributes.action,
    );
    assert.ok(actions.includes("REQUEST_PASSWORD_RESET") && actions.includes("RESET_PASSWORD"));
    assert.ok(!JSON.stringify(body).includes(token) && !server.logLines.join("").includes(token));
  });

  test("the answer tells nothing of whether there is such an account, and unknown ones get no mail", async () => {
    await using server = await startTestServer({ engine });
    const { apikey } = await server.createUser("alice", { password: PASSWORD });
    await server.createUser("sleeper", { password: PASSWORD });
    const disable = { data: { attributes: { status: "inactive" } } };
    await server.request("PATCH", "/users/sleeper", { key: server.operator.apikey, body: disable });
    const mails = server.mails.length;
    for (const name of ["alice", "nobody", "sleeper", "nobody@example.com", apikey]) {
      const reply = await request(server, name);
      assert.deepEqual([reply.status, reply.text, reply.headers["content-length"]], [200, "", "0"], name);
      server.clock.advance(3_600_000);
    }
    await server.parts.passwordResets.close();
    assert.deepEqual(
      server.mails.slice(mails).map(({ to }) => to),
      ["alice@example.com"],
    );
  });

  test("nobody can flood a mailbox, and whoever asks too much waits, known or not", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    for (const name of ["alice", "nobody"]) {
      for (let attempt = 1; attempt <= 5; attempt++) assert.equal((await request(server, name)).status, 200);
      const refused = await request(server, name);
      assert.deepEqual([refused.status, refused.headers["retry-after"]], [429, "1"], name);
    }
    await server.parts.passwordResets.close();
    assert.equal(server.mails.length, 1);
  });

  test("a link is dead after an hour, when a newer one is made, and when the password is changed", async () => {
    await using server = await startTestServer({ engine });
    const alice = await server.createUser("alice", { password: PASSWORD });
    const first = await mailedToken(server, "alice");
    server.clock.advance(60_000);
    const second = await mailedToken(server, "alice");
    assert.deepEqual(errorOf(await open(server, first)), DEAD);
    assert.equal((await open(server, second)).status, 200);
    const change = { data: { current_password: PASSWORD, new_password: NEXT } };
    await server.request("POST", "/users/me/password", { key: alice.apikey, body: change });
    assert.deepEqual(errorOf(await open(server, second)), DEAD);
    server.clock.advance(60_000);
    const third = await mailedToken(server, "alice");
    server.clock.advance(3_600_000);
    assert.deepEqual(errorOf(await accept(server, third, NEXT)), DEAD);
  });

  test("an administrator has a member's link mailed and never sees it", async () => {
    await using company = await startCompany(engine);
    const made = await company.send("POST", "/users/bob/password_resets", company.alice.apikey);
    assert.equal(made.status, 200);
    assert.deepEqual(
      [made.body.data.attributes.delivery, made.body.data.attributes.link],
      ["sent", undefined],
    );
    assert.equal(company.mails.at(-1)?.to, "bob@example.com");
    assert.equal(
      (await company.send("POST", "/users/bob/password_resets", company.alice.apikey)).status,
      429,
    );
    assert.equal((await company.send("POST", "/users/bob/password_resets", company.rita.apikey)).status, 404);
    assert.equal((await company.send("POST", "/users/bob/password_resets", company.bob.apikey)).status, 403);
  });

  test("without a mail server an operator is shown the link, and nobody else", async () => {
    await using company = await startCompany(engine, { withoutMail: true });
    const methods = await company.send("GET", "/sign_in_methods", company.bob.apikey);
    assert.equal(methods.body.data.attributes.password_reset_by_mail, false);
    const refused = await request(company, "bob");
    assert.deepEqual([refused.status, refused.body.error.code], [424, "FailedDependencyError"]);
    assert.equal(
      (await company.send("POST", "/users/bob/password_resets", company.alice.apikey)).status,
      403,
    );
    const made = await company.send("POST", "/users/bob/password_resets", company.operator.apikey);
    const { delivery, link } = made.body.data.attributes;
    const url = new URL(link);
    assert.deepEqual([delivery, url.origin, url.pathname], ["shown", company.url, "/reset-password"]);
    assert.equal((await accept(company, url.hash.slice(1), NEXT)).status, 200);
    await signedIn(company, "bob", NEXT);
  });
});

function request(server: TestServer, user: string) {
  return server.request("POST", "/password_resets", { body: { data: { attributes: { user } } } });
}

function open(server: TestServer, token: string) {
  return server.request("POST", "/password_resets/open", { body: { data: { attributes: { token } } } });
}

function accept(server: TestServer, token: string, password: string) {
  const body = { data: { attributes: { token, new_password: password } } };
  return server.request("POST", "/password_resets/accept", { body });
}

/** Asks for a link as its owner does, and opens the mail. */
async function mailedToken(server: TestServer, user: string): Promise<string> {
  assert.equal((await request(server, user)).status, 200);
  await server.parts.passwordResets.close();
  const [, token = "no token was mailed"] =
    /\/reset-password#([0-9a-f]{64})/.exec(server.mails.at(-1)?.text ?? "") ?? [];
  return token;
}
