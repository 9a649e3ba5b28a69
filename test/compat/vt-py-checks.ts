import { fileURLToPath } from "node:url";
import { printedLines, runClient } from "./clients.ts";

/** What a program in vt_py found out about one guarantee. */
export interface CheckResult {
  readonly guarantee: string;
  readonly ok: boolean;
  readonly error?: string;
}

/** Runs a program in vt_py with the released vt-py; fails when it ended before it had checked anything. */
export async function runChecks(program: string, settings: object): Promise<CheckResult[]> {
  const outcome = await runClient(
    "python/bin/python",
    ["-W", "error::ResourceWarning", "-B", fileURLToPath(new URL(`vt_py/${program}`, import.meta.url))],
    { TOLLGATE_COMPAT: JSON.stringify(settings) },
  );
  // A program that found something broken has the exit code 1 and says what.
  return printedLines({
    ...outcome,
    exitCode: outcome.stdout === "" ? outcome.exitCode : 0,
  }) as CheckResult[];
}
