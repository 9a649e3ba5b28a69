import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Whether the console is built and there is a Chromium to open it in. */
export function hasConsole(): boolean {
  const program = process.env.TOLLGATE_TEST_CHROMIUM ?? "chromium";
  return (
    existsSync(new URL("../dist/console", import.meta.url)) && spawnSync(program, ["--version"]).status === 0
  );
}
