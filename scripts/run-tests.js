// Finds the test files of one suite and hands them to Node's own test runner.
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

/** A test that hangs must fail and be named, not stop everything. */
const TIMEOUT_MS = 300_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { engines: { type: "string" }, compat: { type: "boolean", default: false } },
});

const suite = values.compat
  ? globSync("test/compat/**/*.test.ts")
  : [...globSync("src/**/*.test.ts"), ...globSync("test/**/*.test.ts", { exclude: ["test/compat/**"] })];
const files = suite.filter(
  (file) => positionals.length === 0 || positionals.some((part) => file.includes(part)),
);

if (files.length === 0) {
  console.error("No test file matches.");
  process.exit(1);
}

const environment = values.engines === undefined ? {} : { ENGINES: values.engines };
const child = spawn(
  process.execPath,
  ["--test", `--test-timeout=${TIMEOUT_MS}`, `--test-concurrency=${availableParallelism()}`, ...files.sort()],
  {
    stdio: "inherit",
    env: { ...process.env, ...environment },
  },
);
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
