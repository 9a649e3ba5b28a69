import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestServer, type TestServer } from "../harness.ts";
import { PASSWORD, signedIn } from "../sign-in/browser.ts";
import { commandLineOf, parsed, tollgate, UNSEEN } from "./command-line.ts";

const NEXT = "another horse, another staple";

async function isPassword(server: TestServer, user: string, password: string): Promise<boolean> {
  const body = { data: { type: "session", attributes: { user, password } } };
  return (await server.request("POST", "/sessions", { body })).status === 200;
}

/** The link in the last mail that the server sent. */
async function mailedLink(server: TestServer): Promise<string> {
  await server.parts.passwordResets.close();
  return /http\S+/.exec(server.mails.at(-1)?.text ?? "")?.[0] ?? "";
}

test("a password is changed by who knows it, typed unseen and the new one twice, and sessions end", async () => {
  await using server = await startTestServer();
  const { apikey } = await server.createUser("alice", { password: PASSWORD });
  const browser = await signedIn(server, "alice");
  const run = commandLineOf(server, apikey);
  const changed = await run(["password", "change"], [PASSWORD, NEXT, NEXT]);
  assert.deepEqual(changed, {
    code: 0,
    out: "Changed your password. All your sessions have ended.\n",
    err: `Your password now (empty when you have none): ${UNSEEN}New password: ${UNSEEN}The same again: ${UNSEEN}`,
  });
  assert.equal((await browser.send("GET", "/users/me")).status, 401);
  assert.deepEqual(
    [await isPassword(server, "alice", PASSWORD), await isPassword(server, "alice", NEXT)],
    [false, true],
  );
});

test("a password that is mistyped the second time, or whose owner gives up, is not changed", async () => {
  await using server = await startTestServer();
  const { apikey } = await server.createUser("alice", { password: PASSWORD });
  const run = commandLineOf(server, apikey);
  const differing = await run(["password", "change"], [PASSWORD, NEXT, `${NEXT}!`]);
  assert.equal(differing.code, 1);
  assert.match(differing.err, /error: These two differ\. Nothing was changed\.\n$/);
  const givenUp = await run(["password", "change"], [PASSWORD]);
  assert.equal(givenUp.code, 1);
  assert.match(givenUp.err, /error: Nothing was changed\.\n$/);
  const wrong = await run(["password", "change"], [NEXT, NEXT, NEXT]);
  assert.match(wrong.err, /error: ForbiddenError: Wrong password\n$/);
  assert.equal(await isPassword(server, "alice", PASSWORD), true);
});

test("a program sends passwords as lines, and an empty one for an account that has none yet", async () => {
  await using server = await startTestServer();
  const { apikey } = await server.createUser("alice");
  const environment = { TOLLGATE_URL: server.url, TOLLGATE_API_KEY: apikey };
  const args = ["password", "change", "--json"];
  const set = await tollgate(args, { environment, pipes: ["", PASSWORD] });
  assert.deepEqual([set.code, parsed(set), set.err], [0, { password_changed: true }, ""]);
  assert.equal(await isPassword(server, "alice", PASSWORD), true);
  const short = await tollgate(args, { environment, pipes: [PASSWORD] });
  assert.deepEqual(
    [short.code, short.err],
    [1, "error: New password is missing: type it at a terminal, or send it as a line of standard input\n"],
  );
});

test("a forgotten password is replaced without a key, by the link that was mailed, at the server in the link", async () => {
  await using server = await startTestServer();
  await server.createUser("alice", { password: PASSWORD });
  const environment = { TOLLGATE_URL: server.url };
  const asked = await tollgate(["password", "forgot", "alice@example.com"], { environment });
  assert.deepEqual(asked, {
    code: 0,
    out: "If there is an account alice@example.com, a link is on its way to its address. Then: tollgate password reset\n",
    err: "",
  });
  const link = await mailedLink(server);
  const reset = await tollgate(["password", "reset"], { types: [link, NEXT, NEXT] });
  assert.deepEqual(reset, {
    code: 0,
    out: "Set the new password of alice. All sessions have ended.\n",
    err: `Link: New password of alice: ${UNSEEN}The same again: ${UNSEEN}`,
  });
  assert.equal(await isPassword(server, "alice", NEXT), true);
  const again = await tollgate(["password", "reset"], { pipes: [link, PASSWORD] });
  assert.equal(again.code, 1);
  assert.match(again.err, /^error: NotFoundError: This link does not exist, has been used or has expired; /);
});

test("nobody learns by a forgotten password which accounts there are", async () => {
  await using server = await startTestServer();
  await server.createUser("alice", { password: PASSWORD });
  const environment = { TOLLGATE_URL: server.url };
  const [known, unknown] = [
    await tollgate(["password", "forgot", "alice"], { environment }),
    await tollgate(["password", "forgot", "nobody"], { environment }),
  ];
  assert.deepEqual(unknown, { ...known, out: known.out.replace("alice", "nobody") });
  await server.parts.passwordResets.close();
  assert.deepEqual(
    server.mails.map(({ to }) => to),
    ["alice@example.com"],
  );
});

test("what is no link to a new password is refused before any server is asked", async () => {
  const token = "a".repeat(64);
  for (const text of [
    "",
    "hello",
    `http://127.0.0.1:9/invitations/${token}`,
    `http://127.0.0.1:9/reset-password#${token}0`,
  ]) {
    const { code, err } = await tollgate(["password", "reset"], { pipes: [text] });
    assert.equal(code, 1);
    assert.match(
      err,
      /^error: (Link is missing: |That is not such a link: it ends in \/reset-password# and 64 )/,
    );
  }
  const bare = await tollgate(["password", "reset", "--url", "http://127.0.0.1:9"], { pipes: [token] });
  assert.match(bare.err, /^error: ServerUnreachable: Cannot reach http:\/\/127\.0\.0\.1:9: /);
});
