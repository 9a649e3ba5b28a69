import assert from "node:assert/strict";
import { test } from "node:test";
import { acceptsGzip } from "../../src/base/compression.ts";
import { startTestServer } from "../harness.ts";

test("gzip is used when the client prefers it to nothing, and never when it refuses it", () => {
  const cases: [string | undefined, boolean][] = [
    [undefined, false],
    ["", false],
    ["gzip", true],
    ["GZIP", true],
    ["x-gzip", true],
    ["gzip, deflate, br, zstd", true],
    ["br;q=1.0, gzip;q=0.8, *;q=0.1", true],
    ["*", true],
    ["*;q=0", false],
    ["gzip;q=0", false],
    ["gzip; q=0.000, *", false],
    ["gzip;q=0, *;q=1", false],
    ["identity", false],
    ["identity;q=1, gzip;q=0.5", false],
    ["identity;q=0.5, gzip;q=0.5", true],
    ["deflate, br", false],
    ["gzip;q=nonsense", false],
    ["gzipped", false],
  ];
  for (const [header, expected] of cases) assert.equal(acceptsGzip(header), expected, String(header));
});

test("a client that asks for gzip gets it with its exact length, errors included", async () => {
  await using server = await startTestServer();
  const cases = [
    [200, "/metadata", server.operator.apikey],
    [401, "/metadata", undefined],
    [404, "/nothing", undefined],
    [400, "/users/%zz", undefined],
    [200, "/openapi.json", undefined],
  ] as const;
  for (const [status, path, key] of cases) {
    const plain = await server.request("GET", path, { key });
    const zipped = await server.request("GET", path, { key, headers: { "accept-encoding": "gzip" } });
    assert.deepEqual([plain.status, zipped.status], [status, status]);
    assert.deepEqual(
      [plain.headers["content-encoding"], zipped.headers["content-encoding"]],
      [undefined, "gzip"],
    );
    assert.deepEqual(zipped.body, plain.body);
    for (const reply of [plain, zipped]) {
      assert.equal(reply.headers.vary, "Accept-Encoding");
      assert.equal(reply.headers["content-length"], String(reply.bytes.length));
      assert.equal(reply.headers["transfer-encoding"], undefined);
    }
  }
});

test("an empty answer is 200 with an explicit length of 0, not compressed", async () => {
  await using server = await startTestServer();
  const key = server.operator.apikey;
  await server.createGroup("company");
  const headers = { "accept-encoding": "gzip" };
  const reply = await server.request("DELETE", "/groups/company", { key, headers });
  assert.equal(reply.status, 200);
  assert.equal(reply.headers["content-length"], "0");
  assert.equal(reply.headers["content-encoding"], undefined);
  assert.equal(reply.bytes.length, 0);
});

test("no cache keeps an answer and no browser guesses its type", async () => {
  await using server = await startTestServer();
  for (const target of ["/api/v3/metadata", "/api/v3/openapi.json", "/nothing", "/healthz", "/"]) {
    const { headers } = await server.requestTarget("GET", target);
    assert.equal(headers["cache-control"], "no-store", target);
    assert.equal(headers["x-content-type-options"], "nosniff", target);
  }
});
