import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../harness.ts";
import { runChecks } from "./vt-py-checks.ts";

/** As many as the modules in vt_py list: a check that silently stopped running would otherwise pass. */
const CHECK_COUNT = 36;

test("the released vt-py does everything that administrators and members do with it", async (t) => {
  await using server = await startServer({ listen: true });
  const settings = { url: server.url, operator: { apikey: server.operator.apikey } };
  const results = await runChecks("main.py", settings);
  for (const { guarantee, ok, error } of results) {
    await t.test(guarantee, () => assert.ok(ok, error ?? ""));
  }
  assert.equal(results.length, CHECK_COUNT);
});
