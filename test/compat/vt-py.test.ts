import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { startServer } from "../harness.ts";
import { printedLines, runClient } from "./clients.ts";

interface CheckResult {
  readonly guarantee: string;
  readonly ok: boolean;
  readonly error?: string;
}

/** As many as the modules in vt_py list: a check that silently stopped running would otherwise pass. */
const CHECK_COUNT = 36;

test("the released vt-py does everything that administrators and members do with it", async (t) => {
  await using server = await startServer({ listen: true });
  const settings = { url: server.url, operator: { apikey: server.operator.apikey } };
  const outcome = await runClient(
    "python/bin/python",
    ["-W", "error::ResourceWarning", "-B", fileURLToPath(new URL("vt_py/main.py", import.meta.url))],
    { TOLLGATE_COMPAT: JSON.stringify(settings) },
  );
  const results = printedLines({ ...outcome, exitCode: outcome.stdout === "" ? outcome.exitCode : 0 });
  for (const result of results as CheckResult[]) {
    await t.test(result.guarantee, () => assert.ok(result.ok, result.error ?? ""));
  }
  assert.equal(results.length, CHECK_COUNT, outcome.stderr);
});
