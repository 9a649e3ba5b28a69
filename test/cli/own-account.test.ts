import assert from "node:assert/strict";
import { test } from "node:test";
import { stepAt, totpCode } from "../../src/base/totp.ts";
import { startTestServer } from "../harness.ts";
import { PASSWORD, signedIn } from "../sign-in/browser.ts";
import { commandLineOf, parsed, tollgate, UNSEEN } from "./command-line.ts";

test("who has no key gets one by password, with the limits that he says, and it works at once", async () => {
  await using server = await startTestServer();
  await server.createUser("alice", { password: PASSWORD });
  const environment = { TOLLGATE_URL: server.url };
  const args = ["sign-in", "alice@example.com", "--label", "laptop", "--expires", "90d", "--json"];
  const made = parsed(await tollgate(args, { environment, pipes: [PASSWORD] })).attributes;
  assert.equal(made.label, "laptop");
  const run = commandLineOf(server, made.apikey);
  assert.match((await run(["users", "show", "me"])).out, /^User +alice$/m);
  const asked = await tollgate(["sign-in", "alice"], { environment, types: [PASSWORD, ""] });
  assert.match(asked.out, /^Made key [0-9a-f]{16} of alice\.\n\n {2}API key: [0-9a-f]{64}\n/);
  assert.equal(
    asked.err,
    `Your password: ${UNSEEN}Code of your authenticator (empty when you have none): ${UNSEEN}`,
  );
  const wrong = await tollgate(["sign-in", "alice"], { environment, types: ["wrong", ""] });
  assert.deepEqual([wrong.code, wrong.out], [1, ""]);
  assert.match(wrong.err, /error: WrongCredentialsError: Wrong username or password\n$/);
});

test("with a second factor a password alone gets no key, a code beside it does", async () => {
  await using server = await startTestServer();
  const { apikey } = await server.createUser("alice", { password: PASSWORD });
  const environment = { TOLLGATE_URL: server.url, TOLLGATE_API_KEY: apikey };
  const begun = parsed(await tollgate(["totp", "begin", "--json"], { environment, pipes: [PASSWORD] }));
  const code = () => totpCode(begun.attributes.secret, stepAt(server.clock.nowMs() / 1000));
  assert.equal((await tollgate(["totp", "confirm"], { environment, pipes: [code()] })).code, 0);
  const without = await tollgate(["sign-in", "alice", "--json"], { environment, pipes: [PASSWORD] });
  assert.deepEqual([without.code, without.out], [1, ""]);
  assert.match(without.err, /^error: WrongCredentialsError: This account has a second factor: /);
  server.clock.advance(60_000);
  const signedIn = await tollgate(["sign-in", "alice", "--json"], { environment, pipes: [PASSWORD, code()] });
  assert.match(parsed(signedIn).attributes.apikey, /^[0-9a-f]{64}$/);
});

test("one sees and ends one's own sessions", async () => {
  await using server = await startTestServer();
  const { apikey } = await server.createUser("alice", { password: PASSWORD });
  const [first, second] = [await signedIn(server, "alice"), await signedIn(server, "alice")];
  const run = commandLineOf(server, apikey);
  const { id } = (await first.send("GET", "/sessions/current")).body.data;
  assert.equal(parsed(await run(["sessions", "list", "me", "--json"])).length, 2);
  assert.equal((await run(["sessions", "revoke", "me", id, "--yes"])).code, 0);
  assert.equal((await first.send("GET", "/users/me")).status, 401);
  assert.equal((await run(["sessions", "revoke-all", "me", "--yes"])).code, 0);
  assert.equal((await second.send("GET", "/users/me")).status, 401);
});

test("an invitation is read and accepted by its link alone, and the new key works", async () => {
  await using server = await startTestServer({ withoutMail: true });
  const root = commandLineOf(server);
  await server.createGroup("company", { organization: "Company Ltd" });
  const added = parsed(await root(["members", "add", "company", "bob@example.com", "--json"]));
  const { link } = added[0].context_attributes;
  const opened = await tollgate(["invitations", "open"], { pipes: [link] });
  assert.equal(
    opened.out,
    [
      "Group         company",
      "Organization  Company Ltd",
      "E-mail        bob@example.com",
      "As            member",
      "Expires       2026-07-29T10:00:00Z",
      "",
    ].join("\n"),
  );
  const accepted = await tollgate(["invitations", "accept", "bob", "--first-name", "Bob"], {
    types: [link, PASSWORD, PASSWORD],
  });
  assert.equal(accepted.code, 0, accepted.err);
  assert.equal(
    accepted.err,
    `Link: Password for bob@example.com in group company: ${UNSEEN}The same again: ${UNSEEN}`,
  );
  const [, key = ""] =
    /^Created user bob, in group company\.\n\n {2}API key: ([0-9a-f]{64})\n/.exec(accepted.out) ?? [];
  const shown = (await commandLineOf(server, key)(["users", "show", "me"])).out;
  assert.match(shown, /^User +bob\nE-mail +bob@example\.com\nName +Bob$/m);
  assert.match(shown, /^Group +company$/m);
  assert.deepEqual(parsed(await root(["sessions", "list", "bob", "--json"])), []);
  const again = await tollgate(["invitations", "accept", "bob2"], { pipes: [link, PASSWORD] });
  assert.deepEqual([again.code, again.out], [1, ""]);
  assert.match(
    again.err,
    /^error: NotFoundError: This invitation does not exist, has been used or has expired/,
  );
});

test("one deletes one's own account by name and password", async () => {
  await using server = await startTestServer();
  const { apikey } = await server.createUser("alice", { password: PASSWORD });
  const run = commandLineOf(server, apikey);
  assert.equal((await run(["users", "delete", "me"], ["alice", "wrong"])).code, 1);
  assert.equal((await run(["users", "show", "me"])).code, 0);
  assert.equal((await run(["users", "delete", "me"], ["alice", PASSWORD])).out, "Deleted user alice.\n");
  assert.match((await commandLineOf(server)(["users", "show", "alice"])).err, /NotFoundError/);
});
