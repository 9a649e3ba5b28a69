import assert from "node:assert/strict";
import { test } from "node:test";
import { stepAt, totpCode } from "../../src/base/totp.ts";
import { startTestServer, type TestServer } from "../harness.ts";
import { openBrowser, PASSWORD } from "../sign-in/browser.ts";
import { commandLineOf, parsed, tollgate, UNSEEN } from "./command-line.ts";

function codeOf(server: TestServer, secret: string): string {
  return totpCode(secret, stepAt(server.clock.nowMs() / 1000));
}

/** What a program sends on standard input. */
function programOf(server: TestServer, key: string) {
  const environment = { TOLLGATE_URL: server.url, TOLLGATE_API_KEY: key };
  return (args: readonly string[], ...pipes: readonly string[]) => tollgate(args, { environment, pipes });
}

test("a program switches a second factor on in two steps, replaces its recovery codes, and switches it off", async () => {
  await using server = await startTestServer();
  const { apikey } = await server.createUser("alice", { password: PASSWORD });
  const run = programOf(server, apikey);
  const begun = parsed(await run(["totp", "begin", "--json"], PASSWORD)).attributes;
  assert.match(begun.otpauth_uri, new RegExp(`^otpauth://totp/.*secret=${begun.secret}`));
  assert.match((await run(["totp", "show"])).out, /^Second factor +off$/m);
  const confirmed = await run(["totp", "confirm", "--json"], codeOf(server, begun.secret));
  const codes: string[] = parsed(confirmed).attributes.recovery_codes;
  assert.equal(new Set(codes).size, 10);
  assert.match(
    (await run(["totp", "show"])).out,
    /^Second factor +on\nSince +2026-\S+\nRecovery codes left +10\n$/,
  );
  const browser = openBrowser(server);
  const challenge = (await browser.signIn("alice")).body.data;
  const attributes = { code: codes[0] };
  const answer = { type: "session_challenge", id: challenge.id, attributes };
  assert.equal((await browser.send("POST", "/sessions", answer)).status, 200);
  assert.equal(parsed(await run(["totp", "show", "alice", "--json"])).attributes.recovery_codes_left, 9);
  const renewed = await run(["totp", "recovery-codes"], PASSWORD);
  assert.equal([...renewed.out.matchAll(/^ {2}\S+$/gm)].length, 10);
  assert.ok(codes.every((code) => !renewed.out.includes(code)));
  assert.match(
    (await run(["totp", "disable"], "not the password")).err,
    /^error: ForbiddenError: Wrong password$/m,
  );
  assert.equal((await run(["totp", "disable"], PASSWORD)).out, "Switched off your second factor.\n");
  assert.equal(parsed(await run(["totp", "show", "--json"])).attributes.enabled, false);
});

test("at a terminal one is led through it: password, secret, code, and recovery codes alone on standard output", async () => {
  await using server = await startTestServer();
  const { apikey } = await server.createUser("alice", { password: PASSWORD });
  const run = commandLineOf(server, apikey);
  const given = await run(["totp", "enable"], [PASSWORD, "one", "two", "three"]);
  assert.equal(given.code, 1);
  const asked = `Code of your authenticator: ${UNSEEN}`;
  const wrong = "Wrong code; check the time of the device that shows it";
  assert.ok(
    given.err.endsWith(
      `${asked}${wrong}.\n${asked}${wrong}.\n${asked}error: ${wrong}. Then go on with: tollgate totp confirm\n`,
    ),
    given.err,
  );
  assert.match(
    given.err,
    new RegExp(`^Your password: ${UNSEEN}Scan this with your authenticator, .*\n\n.*\u2588`),
  );
  const secret = /^Secret +(\S+)$/m.exec(given.err)?.[1] ?? "";
  assert.match(given.err, new RegExp(`^Address +otpauth://totp/\\S+secret=${secret}`, "m"));
  const confirmed = await run(["totp", "confirm"], [codeOf(server, secret)]);
  assert.deepEqual([confirmed.code, confirmed.err], [0, asked]);
  assert.match(
    confirmed.out,
    /^Your second factor is on\. Recovery codes, [^:]+:\n\n(?: {2}\S+\n){10}\nKeep them /,
  );
  assert.match((await run(["users", "show", "me"])).out, /^Second factor +on$/m);
});

test("leading through it is for people, and says what programs do instead", async () => {
  await using server = await startTestServer();
  const { apikey } = await server.createUser("alice", { password: PASSWORD });
  const refusal =
    "error: This is for people at a terminal; programs call `totp begin`, then `totp confirm`\n";
  assert.equal((await programOf(server, apikey)(["totp", "enable"], PASSWORD)).err, refusal);
  const asJson = await commandLineOf(server, apikey)(["totp", "enable", "--json"], [PASSWORD]);
  assert.deepEqual([asJson.code, asJson.out, asJson.err], [1, "", refusal]);
  assert.equal(
    parsed(await commandLineOf(server, apikey)(["totp", "show", "--json"])).attributes.enabled,
    false,
  );
});
