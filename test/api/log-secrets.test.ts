import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestServer } from "../harness.ts";

test("no API key gets into the log or an error, wherever the client put it", async () => {
  await using server = await startTestServer();
  const key = server.operator.apikey;
  const encoded = [...key].map((digit) => `%${digit.charCodeAt(0).toString(16)}`).join("");
  const foreign = key.replaceAll(/[0-9]/g, "e");
  const replies = [
    await server.request("GET", `/users/${key}`, { key }),
    await server.request("GET", `/users/${encoded}`, { key }),
    await server.request("GET", `/users/${key}/nothing?key=${key}`, { key }),
    await server.request("GET", `/users/${foreign}`, { key }),
    await server.request("GET", `/users/${key}%zz`, { key }),
    await server.request("GET", `/metadata/${key}?apikey=${key}`),
    await server.request("PUT", `/users/${key}`),
    await server.request("GET", "/users/root", { key: foreign, headers: { "user-agent": key } }),
    await server.request("POST", `/groups/${key}/relationships/users`, { key, rawBody: `{"data":${key}` }),
  ];
  assert.equal(server.logLines.length, replies.length);
  // Of the calls to the gateway the log has only those that failed; the journal has them all.
  replies.push(await server.request("GET", `/nothing/${key}?apikey=${key}`, { key }));
  replies.push(await server.request("GET", `/nothing/${key}?apikey=${key}`));
  assert.deepEqual(
    replies.slice(0, 2).map((reply) => reply.status),
    [200, 200],
  );
  for (const text of [...server.logLines, ...replies.map((reply) => reply.text)]) {
    for (const secret of [key, foreign, encoded]) assert.ok(!text.includes(secret), text);
  }
});

test("the log has one line for each call, with who, what, how it ended and no query", async () => {
  await using server = await startTestServer();
  const { headers } = await server.request("GET", "/metadata?filter=secret", { key: server.operator.apikey });
  assert.equal(server.logLines.length, 1);
  const { time, ms, ...line } = JSON.parse(server.logLines[0] ?? "{}");
  assert.equal(typeof time, "string");
  assert.equal(typeof ms, "number");
  assert.deepEqual(line, {
    level: "info",
    request: headers["x-request-id"],
    method: "GET",
    path: "/api/v3/metadata",
    status: 200,
    actor: "root",
    address: "127.0.0.1",
  });
});

test("a line break in a header or a path cannot forge a line of the log", async () => {
  await using server = await startTestServer();
  await server.request("GET", "/users/a%0A%7B%22level%22%3A%22info%22%7D", { key: server.operator.apikey });
  assert.equal(server.logLines.length, 1);
  assert.equal(server.logLines[0]?.trimEnd().includes("\n"), false);
});
