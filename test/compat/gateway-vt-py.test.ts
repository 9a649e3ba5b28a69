import assert from "node:assert/strict";
import { test } from "node:test";
import { LICENSED_KEY, startDemo } from "../gateway/gateway-setup.ts";
import { runChecks } from "./vt-py-checks.ts";

/** As many as the modules that vt_py/gateway.py runs list. */
const CHECK_COUNT = 28;

const POLLS_UNTIL_COMPLETED = 2;

test("the released vt-py does through the gateway what it does with VirusTotal", async (t) => {
  await using demo = await startDemo({
    pollsUntilCompleted: POLLS_UNTIL_COMPLETED,
    redirectsDownloads: true,
  });
  const settings = {
    url: demo.url,
    operator: { apikey: demo.operator.apikey },
    upstream: { url: demo.upstream.url, key: LICENSED_KEY, pollsUntilCompleted: POLLS_UNTIL_COMPLETED },
  };
  const results = await runChecks("gateway.py", settings);
  for (const { guarantee, ok, error } of results) {
    await t.test(guarantee, () => assert.ok(ok, error ?? ""));
  }
  assert.equal(results.length, CHECK_COUNT);
  assert.ok(!demo.logLines.join("").includes(LICENSED_KEY));
});
