import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../harness.ts";

test("a query that no database can hold is refused, and the server goes on answering", async () => {
  await using server = await startServer();
  const key = server.operator.apikey;
  const cases = [
    ["?cursor=%00", 'Query parameter "cursor" must not contain the character U+0000'],
    ["?unknown=a&unknown=%00", 'Query parameter "unknown" must not contain the character U+0000'],
    ["?a%00b=1", "The query must not contain the character U+0000"],
  ];
  for (const [query, message] of cases) {
    const reply = await server.request("GET", `/metadata${query}`, { key });
    assert.deepEqual([reply.status, reply.body], [400, { error: { code: "BadRequestError", message } }]);
    const nobody = await server.request("GET", `/metadata${query}`);
    assert.deepEqual([nobody.status, nobody.body.error.code], [401, "AuthenticationRequiredError"]);
  }
  assert.equal((await server.request("GET", "/metadata", { key })).status, 200);
});
