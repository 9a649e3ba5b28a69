import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { withoutSettings } from "../docs/first-start.ts";
import { REPOSITORY } from "../docs/readme.ts";
import { startTestServer, type TestServer } from "../harness.ts";
import { PASSWORD, signedIn } from "../sign-in/browser.ts";

const PROGRAM = join(REPOSITORY, "bin", "tollgate.js");
const NEXT = "another horse, another staple";

/** `script` of util-linux gives a process a terminal of its own; others of that name take other options. */
const HAS_TERMINAL = spawnSync("script", ["--version"]).stdout?.toString().includes("util-linux") === true;

function start(server: TestServer, key: string, file: string, args: readonly string[]) {
  const env = { ...withoutSettings(process.env), TOLLGATE_URL: server.url, TOLLGATE_API_KEY: key };
  return spawn(file, args, { env });
}

/** Everything that the process writes until something fits. */
async function readUntil(child: ChildProcessWithoutNullStreams, end: RegExp): Promise<string> {
  let text = "";
  while (!end.test(text)) {
    const [chunk] = await once(child.stdout, "data", { signal: AbortSignal.timeout(30_000) });
    text += String(chunk);
  }
  return text;
}

test("what is typed for a password is shown on no terminal, from the question on", {
  skip: !HAS_TERMINAL && "needs the script command of util-linux",
}, async () => {
  await using server = await startTestServer();
  const { apikey } = await server.createUser("alice", { password: PASSWORD });
  const command = `${process.execPath} ${PROGRAM} password change`;
  const child = start(server, apikey, "script", ["--quiet", "--return", "--command", command, "/dev/null"]);
  const seen: string[] = [];
  for (const [question, answer] of [
    [/have none\): /, PASSWORD],
    [/New password: /, NEXT],
    [/again: /, NEXT],
  ] as const) {
    seen.push(await readUntil(child, question));
    child.stdin.write(`${answer}\r`);
  }
  seen.push(await readUntil(child, /ended\.\r?\n/));
  const [code] = await once(child, "close");
  assert.equal(code, 0);
  assert.equal(
    seen.join("").replaceAll("\r", ""),
    "Your password now (empty when you have none): \nNew password: \nThe same again: \nChanged your password. All your sessions have ended.\n",
  );
  await signedIn(server, "alice", NEXT);
});

test("a program that sends a line need not end its input", async () => {
  await using server = await startTestServer();
  const { apikey } = await server.createUser("alice", { password: PASSWORD });
  const child = start(server, apikey, process.execPath, [PROGRAM, "password", "change", "--json"]);
  child.stdin.write(`${PASSWORD}\r\n${NEXT}\nmore`);
  assert.deepEqual(JSON.parse(await readUntil(child, /\}\n$/)), { password_changed: true });
  const [code] = await once(child, "close");
  assert.equal(code, 0);
  await signedIn(server, "alice", NEXT);
});
