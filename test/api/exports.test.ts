import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { startServer, type TestServer } from "../harness.ts";
import { noonOf, recordCalls } from "./recorded-calls.ts";

/** The fields of a table that has none with a comma in it. */
function linesOf(text: string): string[][] {
  assert.ok(text.endsWith("\r\n"));
  return text
    .split("\r\n")
    .slice(0, -1)
    .map((line) => line.split(","));
}

async function table(server: TestServer, path: string, key: string, headers: Record<string, string> = {}) {
  const reply = await server.request("GET", path, { key, headers });
  assert.equal(reply.status, 200, reply.text);
  assert.match(String(reply.headers["content-type"]), /^text\/csv; charset=utf-8/);
  return reply;
}

async function company(server: TestServer) {
  await server.createGroup("company");
  const ann = await server.createAdministrator("company", "ann");
  const bob = await server.createMember("company", "bob", { first_name: '=HYPERLINK("http://evil")' });
  return { ann, bob };
}

forEachEngine((engine) => {
  test("usage is had as a table, a line for each day or hour and endpoint, free calls apart", async () => {
    await using server = await startServer({ engine });
    const { ann } = await company(server);
    await recordCalls(server, "bob", { calls: 5, at: noonOf("2026-07-10") });
    await recordCalls(server, "bob", { calls: 2, bucket: "urls", charges: [], at: noonOf("2026-07-10") });
    const dates = "start_date=20260710&end_date=20260711&format=csv";
    const days = await table(server, `/groups/company/api_usage?${dates}`, ann.apikey);
    assert.equal(days.headers["content-disposition"], 'attachment; filename="api_usage.csv"');
    assert.deepEqual(linesOf(days.text), [
      ["time", "endpoint", "calls", "consumes_quota"],
      ["2026-07-10", "files", "5", "true"],
      ["2026-07-10", "urls", "2", "false"],
    ]);
    const hours = await table(server, `/groups/company/api_usage_hourly?user=bob&${dates}`, ann.apikey);
    assert.deepEqual(linesOf(hours.text)[1], ["2026-07-10T12:00:00Z", "files", "5", "true"]);
  });

  test("all members are in their table whatever the page size, and no name of theirs is a formula in it", async () => {
    await using server = await startServer({ engine });
    const { ann, bob } = await company(server);
    const path = "/groups/company/relationships/users?format=csv&limit=1";
    const { text } = await table(server, path, ann.apikey, { "accept-encoding": "gzip" });
    const [header, first, second] = text.split("\r\n");
    assert.match(String(header), /^type,id,email,first_name,last_name,status,/);
    assert.match(String(first), /^user,ann,ann@example\.com,/);
    assert.ok(second?.startsWith(`user,bob,bob@example.com,"'=HYPERLINK(""http://evil"")",`));
    // A fellow gets no more in the table than in the list.
    const byBob = await table(server, "/groups/company/users?format=csv", bob.apikey);
    const own = linesOf(byBob.text).find((fields) => fields[1] === "ann");
    assert.equal(own?.[2], "");
  });

  test("the activity log, the audit and the consumers are had as tables by those who may read them", async () => {
    await using server = await startServer({ engine });
    const { ann, bob } = await company(server);
    await recordCalls(server, "bob", { calls: 3 });
    const log = await table(
      server,
      "/groups/company/activity_log_entries?format=csv&filter=action:ADD_GROUP_ADMIN",
      ann.apikey,
    );
    assert.match(log.text, /^date,action,outcome,user,ip,target_type,target,before,after\r\n/);
    assert.equal(log.text.split("\r\n").length, 3);
    const audit = await table(server, "/audit_log_entries?format=csv", server.operator.apikey);
    assert.ok(audit.text.split("\r\n").length > 5);
    const consumers = await table(
      server,
      "/groups/company/users_consuming_quota/api_requests_daily?format=csv",
      ann.apikey,
    );
    assert.deepEqual(linesOf(consumers.text).at(-1), ["user", "bob", "bob@example.com", "3", "1"]);
    for (const path of [
      "/groups/company/activity_log_entries?format=csv",
      "/groups/company/api_usage?format=csv",
      "/audit_log_entries?format=csv",
    ]) {
      const { status, body } = await server.request("GET", path, { key: bob.apikey });
      assert.deepEqual([status, body.error.code], [403, "ForbiddenError"], path);
    }
    const wrong = "/groups/company/activity_log_entries?format=csv&filter=nonsense:1";
    assert.equal((await server.request("GET", wrong, { key: ann.apikey })).status, 400);
    const head = await server.request("HEAD", "/groups/company/users?format=csv", { key: ann.apikey });
    assert.deepEqual([head.status, head.text], [200, ""]);
  });
});
