import assert from "node:assert/strict";
import { test } from "node:test";
import { sendRaw } from "../gateway/raw.ts";
import { startTestServer } from "../harness.ts";

test("percent-encoding in a path is undone once", async () => {
  await using server = await startTestServer();
  const key = server.operator.apikey;
  const cases = [
    ["/users/nobody%40example.com", 'User "nobody@example.com" not found'],
    ["/users/nobody@example.com", 'User "nobody@example.com" not found'],
    ["/users/nobody%2540example.com", 'User "nobody%40example.com" not found'],
    ["/users/a%2Fb", 'User "a/b" not found'],
    ["/users/%C3%A9t%C3%A9", 'User "été" not found'],
  ] as const;
  for (const [path, message] of cases) {
    const reply = await server.request("GET", path, { key });
    assert.deepEqual([reply.status, reply.body], [404, { error: { code: "NotFoundError", message } }]);
  }
});

test("a path that cannot be read is 400", async () => {
  await using server = await startTestServer();
  const key = server.operator.apikey;
  const cases = [
    ["/users/%zz", "The URL is not correctly percent-encoded"],
    ["/users/%", "The URL is not correctly percent-encoded"],
    ["/users/%c3%28", "The URL is not correctly percent-encoded"],
    ["/users/a%00b", "The URL must not contain the character U+0000"],
    [`/users/${"a".repeat(600)}`, "A part of the URL is too long"],
  ] as const;
  for (const [path, message] of cases) {
    const reply = await server.request("GET", path, { key });
    assert.deepEqual([reply.status, reply.body], [400, { error: { code: "BadRequestError", message } }]);
    assert.equal(typeof reply.headers["x-request-id"], "string");
  }
});

test("HEAD answers what GET does, without the body", async () => {
  await using server = await startTestServer();
  const key = server.operator.apikey;
  const get = await server.request("GET", "/metadata", { key });
  const head = await server.request("HEAD", "/metadata", { key });
  assert.equal(head.status, 200);
  assert.equal(head.headers["content-length"], get.headers["content-length"]);
  assert.equal(head.headers["content-type"], get.headers["content-type"]);
  assert.equal(head.bytes.length, 0);
});

test("what is no HTTP, or has too long headers, gets the envelope too", async () => {
  await using server = await startTestServer();
  const cases = [
    ["GARBAGE\r\n\r\n", "The request is not valid HTTP/1.1"],
    ["GET / HTTP/1.1\r\nA: b\r\nno colon here\r\n\r\n", "The request is not valid HTTP/1.1"],
    [
      `GET /api/v3/metadata HTTP/1.1\r\nHost: x\r\nX-Long: ${"a".repeat(17_000)}\r\n\r\n`,
      "The request headers are larger than 16 KiB",
    ],
  ] as const;
  for (const [bytes, message] of cases) {
    const [head = "", body = ""] = (await sendRaw(server.url, bytes)).split("\r\n\r\n");
    assert.match(head, /^HTTP\/1\.1 400 Bad Request\r\n/);
    assert.match(head, /\r\nContent-Type: application\/json; charset=utf-8\r\n/);
    assert.deepEqual(JSON.parse(body), { error: { code: "BadRequestError", message } });
  }
});

test("a request without a Host header is answered, with links to the address it came to", async () => {
  await using server = await startTestServer();
  const key = server.operator.apikey;
  const answer = await sendRaw(
    server.url,
    `GET /api/v3/users/root HTTP/1.1\r\nx-apikey: ${key}\r\nConnection: close\r\n\r\n`,
  );
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
  assert.ok(answer.includes(`"self":"${server.url}/api/v3/users/root"`));
});

test("a Host header cannot put foreign text into links", async () => {
  await using server = await startTestServer();
  const key = server.operator.apikey;
  for (const host of ["evil.example/path", "user@evil.example", 'x"><script>', "a b", "[::1"]) {
    const reply = await server.request("GET", "/users/root", { key, headers: { host } });
    assert.deepEqual([reply.status, reply.body.data.links.self], [200, `${server.url}/api/v3/users/root`]);
  }
  const reply = await server.request("GET", "/users/root", {
    key,
    headers: { host: "tollgate.example:8443" },
  });
  assert.equal(reply.body.data.links.self, "http://tollgate.example:8443/api/v3/users/root");
});
