import assert from "node:assert/strict";
import test from "node:test";
import { startServer } from "../harness.ts";
import { commandLineOf } from "./command-line.ts";

test("lists are exported as CSV, and a refusal is an error and no table", async () => {
  await using server = await startServer();
  const cli = commandLineOf(server);
  await server.createGroup("company");
  const bob = await server.createMember("company", "bob");
  const members = await cli(["export", "members", "company"]);
  assert.match(members.out, /^type,id,email,.*\r\nuser,bob,bob@example\.com,.*\r\n$/);
  assert.match(
    (await cli(["export", "usage", "user", "root"])).out,
    /^time,endpoint,calls,consumes_quota\r\n/,
  );
  assert.match((await cli(["export", "activity", "company"])).out, /,CREATE_TENANT,ok,root,/);
  assert.match((await cli(["export", "consumers", "company"])).out, /^type,id,email,/);
  const refused = await commandLineOf(server, bob.apikey)(["export", "activity"]);
  assert.deepEqual([refused.code, refused.out], [1, ""]);
  assert.match(refused.err, /^error: ForbiddenError: /);
  const json = await cli(["export", "members", "company", "--json"]);
  assert.match(json.err, /An export is CSV/);
});
