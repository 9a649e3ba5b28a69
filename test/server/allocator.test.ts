import { deepEqual, equal } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";

const onLinux = { skip: process.platform === "linux" ? false : "only there the allocator is glibc's" };

test(
  "the server's threads share one arena of the allocator, in the very process that was started",
  onLinux,
  async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-allocator-"));
    const environment = { PATH: process.env.PATH, TOLLGATE_DATA_DIR: folder.path };
    const serve = (given: NodeJS.ProcessEnv) =>
      spawn(process.execPath, ["bin/tollgate.js", "serve", "--listen", "127.0.0.1:0"], {
        env: { ...environment, ...given },
        stdio: ["ignore", "pipe", "ignore"],
      });

    for (const [given, arenas] of [
      [{}, "1"],
      [{ MALLOC_ARENA_MAX: "2" }, "2"],
    ] as const) {
      const child = serve(given);
      const said = text(child.stdout);
      const ended = once(child, "exit");
      await once(child.stdout, "readable");
      const variables = (await readFile(`/proc/${child.pid}/environ`, "utf8")).split("\0");
      equal(
        variables.find((line) => line.startsWith("MALLOC_ARENA_MAX=")),
        `MALLOC_ARENA_MAX=${arenas}`,
      );
      child.kill();
      deepEqual(await ended, [0, null]);
      await said;
    }
  },
);
