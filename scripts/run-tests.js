// Finds the test files of one suite and hands them to Node's own test runner.
import { spawn } from "node:child_process";
import {
  accessSync,
  constants,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

/** A test that hangs must fail and be named, not stop everything. */
const TIMEOUT_MS = 300_000;
/** Enough for all cores to end at about the same time. */
const GROUPS_PER_CORE = 4;
const MEMORY_FOLDER = "/dev/shm";
/** What all test databases and their logs take at one time, and a lot to spare. */
const MEMORY_FOLDER_BYTES_MIN = 1024 ** 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engines: { type: "string" },
    compat: { type: "boolean", default: false },
    proxies: { type: "boolean", default: false },
    console: { type: "boolean", default: false },
  },
});

/** Suites that need other people's programs. */
const FOREIGN = ["compat", "proxies", "console"];
const foreign = FOREIGN.filter((name) => values[name]);
const suite =
  foreign.length > 0
    ? foreign.flatMap((name) => globSync(`test/${name}/**/*.test.ts`))
    : [
        ...globSync("src/**/*.test.ts"),
        ...globSync("test/**/*.test.ts", { exclude: FOREIGN.map((name) => `test/${name}/**`) }),
      ];
const files = suite
  .filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)))
  .filter((file) => values.engines === undefined || dependsOnEngine(file))
  .sort();

if (files.length === 0) {
  console.error("No test file matches.");
  process.exit(1);
}

const groupFolder = mkdtempSync(join(tmpdir(), "tollgate-suite-"));
const entries = foreign.length > 0 ? files : grouped(files, GROUPS_PER_CORE * availableParallelism());
const environment = {
  ...process.env,
  // Most of a process's start would go into stripping the types of all modules.
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), "node-compile-cache"),
  ...(values.engines !== undefined && { ENGINES: values.engines }),
  ...(hasMemoryFolder() && { TMPDIR: MEMORY_FOLDER }),
};
// One more than there are cores, because tests that start a program wait for it. A browser fills the machine by itself,
// and how fast a page is can only be said while no other runs.
const concurrency = values.console ? 1 : availableParallelism() + 1;
const child = spawn(
  process.execPath,
  ["--test", `--test-timeout=${TIMEOUT_MS}`, `--test-concurrency=${concurrency}`, ...entries],
  { stdio: "inherit", env: environment },
);
child.on("exit", (code) => {
  rmSync(groupFolder, { recursive: true, force: true });
  process.exitCode = code ?? 1;
});

/** What starts no server and opens no database, or names the engine that it is about, was proven without the option. */
function dependsOnEngine(file) {
  const text = readFileSync(file, "utf8");
  return (
    /forEachEngine|\/(?:harness|company|spending|gateway-setup)\.ts"/.test(text) &&
    !text.includes('engine: "sqlite"')
  );
}

/**
 * Loading the server takes longer than most files take to run, so that some share a process, one after the other. The
 * runner still tells of each failure in which file it is.
 */
function grouped(paths, count) {
  if (paths.length <= count) return paths;
  return Array.from({ length: count }, (_, group) => {
    const imports = paths
      .filter((_path, index) => index % count === group)
      .map((path) => `import ${JSON.stringify(pathToFileURL(resolve(path)).href)};\n`);
    const entry = join(groupFolder, `group-${group + 1}.test.mjs`);
    writeFileSync(entry, imports.join(""));
    return entry;
  });
}

/** Test databases in memory wait for no disk. Clients that are built before they are run need a real folder. */
function hasMemoryFolder() {
  if (values.compat) return false;
  try {
    accessSync(MEMORY_FOLDER, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
    return bavail * bsize >= MEMORY_FOLDER_BYTES_MIN;
  } catch {
    return false;
  }
}
