import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where `test/compat/setup` puts the clients. */
const CACHE = new URL("../../.cache/compat/", import.meta.url);
const CLIENT_TIMEOUT_MS = 5 * 60_000;

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function clientPath(name: string): string {
  return fileURLToPath(new URL(name, CACHE));
}

export function isInstalled(name: string): boolean {
  return existsSync(clientPath(name));
}

/**
 * Runs a client to its end with nothing in its environment but what is given, so that neither a proxy nor
 * a key of the person who runs the tests reaches it. A client that hangs is killed and has no exit code.
 */
export async function runClient(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder?: string,
): Promise<Outcome> {
  assert.ok(isInstalled(name), `${name} is not installed: run test/compat/setup first`);
  const child = spawn(clientPath(name), args, {
    cwd: folder,
    env: { LANG: "C.UTF-8", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: CLIENT_TIMEOUT_MS,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  child.on("error", reject);
  child.on("close", (exitCode) => resolve({ exitCode, ...output }));
  return promise;
}

/** The JSON values that a client printed, one a line; fails with the client's own words when it failed. */
export function printedLines(outcome: Outcome): unknown[] {
  assert.equal(outcome.exitCode, 0, outcome.stderr || outcome.stdout);
  return outcome.stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
}
