import assert from "node:assert/strict";
import test from "node:test";
import { startServer } from "../harness.ts";
import { commandLineOf, parsed } from "./command-line.ts";

test("quotas and usage are shown for users and groups", async () => {
  await using server = await startServer();
  const cli = commandLineOf(server);
  await server.createGroup("company");
  await server.createMember("company", "alice");
  assert.equal(
    (await cli(["quotas", "set", "group", "company", "api_requests_daily", "1000"])).out,
    "company is allowed 1,000 of api_requests_daily.\n",
  );
  await cli(["quotas", "set", "user", "alice", "api_requests_daily", "10"]);
  assert.match(
    (await cli(["quotas", "show", "group", "company"])).out,
    /^api_requests_daily +0 +1,000 +0\.0 %$/m,
  );
  assert.match(
    (await cli(["quotas", "show", "user", "alice"])).out,
    /^api_requests_daily +0 +10 +company +0 +1,000$/m,
  );
  assert.match((await cli(["usage", "show", "user", "root"])).out, /^total +0 +[1-9]\d* +[1-9]\d*$/m);
  const days = (
    await cli(["usage", "show", "user", "root", "--by", "day", "--from", "2026-07-14"])
  ).out.split("\n");
  assert.deepEqual(
    days.map((line) => line.slice(0, 10).trim()),
    ["DAY", "2026-07-14", "2026-07-15", "total", ""],
  );
  assert.deepEqual(parsed(await cli(["usage", "consumers", "company", "--json"])), []);
});

test("the audit can be listed, verified and exported as one JSON document a line", async () => {
  await using server = await startServer();
  const cli = commandLineOf(server);
  await server.createGroup("company");
  await server.createMember("company", "alice");
  assert.match(
    (await cli(["audit", "list", "--limit", "1"])).out,
    /ADD_GROUP_USER +ok +root +127\.0\.0\.1 +alice +company\n$/,
  );
  assert.match((await cli(["audit", "list", "--group", "company"])).out, /CREATE_TENANT +ok +root/);
  assert.match((await cli(["audit", "verify"])).out, /^Good: \d+ entries\. Head: \d+:[0-9a-f]{64}\n$/);
  const lines = (await cli(["audit", "export"])).out.trimEnd().split("\n");
  const sequence = lines.map((line) => Number(JSON.parse(line).id));
  assert.deepEqual(
    sequence,
    sequence.toSorted((one, other) => other - one),
  );
  assert.equal(sequence.at(-1), 1);
});

test("audit verify names the first entry that was altered and fails", async () => {
  await using server = await startServer();
  await server.createGroup("company");
  await server.parts.store.transaction(async (tx) => {
    await tx.updateTable("audit_log").set({ target: "another" }).where("seq", "=", 2).execute();
  });
  const { code, err } = await commandLineOf(server)(["audit", "verify"]);
  assert.equal(code, 1);
  assert.match(err, /^error: Entry 2 is bad: Entry 2 was altered/);
});
