import assert from "node:assert/strict";
import { type IncomingHttpHeaders, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { startServer } from "../harness.ts";
import { createGroup, createPerson, type Target } from "./people.ts";

interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A bare exchange: fetch would decompress the answer and hide what this is about. */
async function exchange(
  target: Target,
  method: string,
  path: string,
  key: string,
  body?: string,
): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const headers = { "x-apikey": key, "accept-encoding": "gzip", "content-type": "application/json" };
  const outgoing = request(`${target.url}/api/v3${path}`, { method, headers }, (response) => {
    buffer(response).then(
      (bytes) => resolve({ status: response.statusCode, headers: response.headers, body: bytes }),
      reject,
    );
  });
  outgoing.on("error", reject);
  outgoing.end(body);
  return promise;
}

test("answers of every kind are gzipped for a client that asks for gzip, errors included", async () => {
  await using server = await startServer({ listen: true });
  await createGroup(server, "company");
  const alice = await createPerson(server, "alice", "company");
  const wrongKey = "0".repeat(64);
  const cases = [
    { status: 200, method: "GET", path: "/users/alice", key: alice.key },
    { status: 200, method: "GET", path: "/groups/company/relationships/users/alice", key: alice.key },
    { status: 400, method: "PATCH", path: "/users/alice", key: alice.key, body: "{" },
    { status: 401, method: "GET", path: "/users/alice", key: wrongKey },
    { status: 401, method: "GET", path: "/users/alice", key: "" },
    { status: 403, method: "GET", path: "/groups/company/activity_log_entries", key: alice.key },
    { status: 404, method: "GET", path: "/users/nobody", key: alice.key },
    { status: 404, method: "GET", path: "/groups/company/no-such-relationship", key: alice.key },
  ];
  for (const { status, method, path, key, body } of cases) {
    const answer = await exchange(server, method, path, key, body);
    const where = `${method} ${path} ${status}`;
    assert.equal(answer.status, status, where);
    assert.equal(answer.headers["content-encoding"], "gzip", where);
    assert.match(answer.headers["content-type"] ?? "", /^application\/json/, where);
    const parsed = JSON.parse(gunzipSync(answer.body).toString()) as object;
    assert.ok(Object.hasOwn(parsed, status === 200 ? "data" : "error"), where);
  }
});

test("the empty answer to DELETE says its length and is not gzipped", async () => {
  await using server = await startServer({ listen: true });
  await createGroup(server, "company");
  const admin = await createPerson(server, "admin", "company", "administrators");
  await createPerson(server, "bob", "company");
  const answer = await exchange(server, "DELETE", "/groups/company/relationships/users/bob", admin.key);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers["content-length"], "0");
  assert.equal(answer.headers["content-encoding"], undefined);
  assert.equal(answer.body.length, 0);
});
