import assert from "node:assert/strict";
import { test } from "node:test";
import { printedCommands, runInShell, startDemo } from "./running-demo.ts";

interface Call {
  readonly headers: Readonly<Record<string, string>>;
}

test("the demo needs no network, every command that it prints works, and its upstream sees no key but the licensed one", async () => {
  await using demo = await startDemo();
  const [exported = "", ...commands] = printedCommands(demo.printed);
  assert.match(exported, /^export TOLLGATE_URL=http:\/\/127\.0\.0\.1:\d+ TOLLGATE_API_KEY=[0-9a-f]{64}$/);
  assert.equal(commands.length, 4);
  const [quotas, consumers, forwarded, refused] = await Promise.all(
    commands.map((command) => runInShell(command, exported)),
  );
  assert.match(quotas ?? "", /api_requests_monthly/);
  assert.match(consumers ?? "", /acme-soc_siem-enrichment/);

  const { data } = JSON.parse(forwarded ?? "");
  assert.deepEqual(Object.keys(data.attributes).sort(), ["last_analysis_stats", "names"]);
  assert.ok(data.links.self.startsWith(`${/TOLLGATE_URL=(\S+)/.exec(exported)?.[1]}/api/v3/files/`));

  assert.match(refused ?? "", /^HTTP\/1\.1 429 /);
  assert.match(refused ?? "", /^retry-after: \d+\r$/im);
  assert.match(
    refused ?? "",
    /"QuotaExceededError","message":"Quota exceeded: api_requests_daily of this user allows (\d+), of which \1 are used;/,
  );

  const upstreamUrl = /made-up one at (\S+),/.exec(demo.printed)?.[1];
  const { data: calls } = (await (await fetch(`${upstreamUrl}/demo/calls`)).json()) as { data: Call[] };
  assert.deepEqual(
    [...new Set(calls.map(({ headers }) => headers["x-apikey"]))],
    ["(the key of this upstream)"],
  );
  assert.deepEqual(await demo.end(), { code: 0, errors: "" });
});
