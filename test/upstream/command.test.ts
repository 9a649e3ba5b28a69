import { deepEqual, equal, match } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { DEMO_KEY } from "../../src/upstream/demo-upstream.ts";
import { tollgate } from "../cli/command-line.ts";
import { exchangeWith } from "../exchange.ts";

const PROGRAM = join(import.meta.dirname, "..", "..", "bin", "tollgate.js");

/** Runs the command until its address is known. */
async function runUpstream(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [PROGRAM, "upstream", "--demo", "--listen", "127.0.0.1:0", ...args], {
    env: { PATH: process.env.PATH, ...environment },
  });
  const told: string[] = [];
  child.stderr.on("data", (bytes) => void told.push(String(bytes)));
  const ended = once(child, "exit");
  const [line] = await once(createInterface(child.stdout), "line");
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(line))?.[0] ?? "";
  const exchange = exchangeWith(url);
  return {
    line: String(line),
    url,
    exchange,
    told: () => told.join(""),
    async [Symbol.asyncDispose]() {
      exchange[Symbol.dispose]();
      child.kill();
      deepEqual(await ended, [0, null]);
    },
  };
}

test("tollgate upstream --demo says in one line where it listens and how to use it", async () => {
  await using upstream = await runUpstream([]);
  equal(upstream.line, `The demo upstream listens on ${upstream.url}`);
  const { status } = await upstream.exchange("GET", "/api/v3/domains/a.example", { key: DEMO_KEY });
  equal(status, 200);
  match(upstream.told(), new RegExp(`TOLLGATE_UPSTREAM_URL=${upstream.url}\n.*API_KEY=${DEMO_KEY}`));
});

test("the key may come from the option or from TOLLGATE_UPSTREAM_API_KEY, and is not shown then", async () => {
  const environment = { TOLLGATE_UPSTREAM_API_KEY: "from the environment" };
  await using given = await runUpstream(["--key", "from the option", "--json"], environment);
  deepEqual(JSON.parse(given.line), { url: given.url });
  const ask = (key: string, { exchange }: typeof given) =>
    exchange("GET", "/api/v3/domains/a.example", { key });
  equal((await ask("from the option", given)).status, 200);
  equal((await ask("from the environment", given)).status, 401);
  await using inherited = await runUpstream([], environment);
  equal((await ask("from the environment", inherited)).status, 200);
  equal((await ask(DEMO_KEY, inherited)).status, 401);
  equal(inherited.told().includes("from the environment"), false);
});

test("a wrong option is refused in a sentence", async () => {
  for (const [args, sentence] of [
    [[], "error: required option '--demo' not specified\n(--help says more)\n"],
    [
      ["--demo", "--listen", "8090"],
      "error: --listen must be a host and a port, such as 127.0.0.1:8080 or [::1]:8080\n",
    ],
    [["--demo", "--queued-polls", "x"], "error: --queued-polls must be a number from 0 to 1000\n"],
    [["--demo", "--key", ""], "error: --key must not be empty\n"],
  ] as const) {
    const { code, err } = await tollgate(["upstream", ...args]);
    deepEqual([code, err], [1, sentence]);
  }
});
