import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { startServer } from "../harness.ts";

const GZIP = { "accept-encoding": "gzip" };

test("answers of every kind are gzipped for a client that asks for gzip, errors included", async () => {
  await using server = await startServer({ listen: true });
  await server.createGroup("company");
  const { apikey } = await server.createMember("company", "alice");
  const cases = [
    { status: 200, method: "GET", path: "/users/alice", key: apikey },
    { status: 200, method: "GET", path: "/groups/company/relationships/users/alice", key: apikey },
    { status: 400, method: "PATCH", path: "/users/alice", key: apikey, rawBody: "{" },
    { status: 401, method: "GET", path: "/users/alice", key: "0".repeat(64) },
    { status: 401, method: "GET", path: "/users/alice" },
    { status: 403, method: "GET", path: "/groups/company/activity_log_entries", key: apikey },
    { status: 404, method: "GET", path: "/users/nobody", key: apikey },
    { status: 404, method: "GET", path: "/groups/nowhere/users", key: apikey },
  ];
  for (const { status, method, path, ...call } of cases) {
    const reply = await server.request(method, path, { ...call, headers: GZIP });
    const where = `${method} ${path} ${status}`;
    assert.equal(reply.status, status, where);
    assert.equal(reply.headers["content-encoding"], "gzip", where);
    assert.match(reply.headers["content-type"] ?? "", /^application\/json/, where);
    const parsed = JSON.parse(gunzipSync(reply.bytes).toString()) as object;
    assert.ok(Object.hasOwn(parsed, status === 200 ? "data" : "error"), where);
  }
});

test("the empty answer to DELETE says its length and is not gzipped", async () => {
  await using server = await startServer({ listen: true });
  await server.createGroup("company");
  const admin = await server.createAdministrator("company", "admin");
  await server.createMember("company", "bob");
  const reply = await server.request("DELETE", "/groups/company/relationships/users/bob", {
    key: admin.apikey,
    headers: GZIP,
  });
  assert.equal(reply.status, 200);
  assert.equal(reply.headers["content-length"], "0");
  assert.equal(reply.headers["content-encoding"], undefined);
  assert.equal(reply.bytes.length, 0);
});
