import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddressList } from "../../src/base/addresses.ts";
import type { Settings } from "../../src/server/settings.ts";
import { startTestServer, type TestServer } from "../harness.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function trusting(...networks: string[]): Partial<Settings> {
  const trustedProxies = parseAddressList(networks);
  if ("error" in trustedProxies) throw new Error(trustedProxies.error);
  return { trustedProxies };
}

async function loggedAddress(server: TestServer, forwardedFor: string): Promise<unknown> {
  const headers = { "x-forwarded-for": forwardedFor };
  const reply = await server.request("GET", "/metadata", { headers });
  const line = server.logLines.find((text) => text.includes(String(reply.headers["x-request-id"])));
  return JSON.parse(line ?? "{}").address;
}

test("every answer has a request id of its own, which a stranger cannot choose", async () => {
  await using server = await startTestServer();
  const ids = new Set<unknown>();
  for (const target of [
    "/api/v3/metadata",
    "/api/v3/metadata",
    "/nothing",
    "/healthz",
    "/api/v3/users/%zz",
  ]) {
    const { headers } = await server.requestTarget("GET", target, { headers: { "x-request-id": "chosen" } });
    assert.match(String(headers["x-request-id"]), UUID);
    ids.add(headers["x-request-id"]);
  }
  assert.equal(ids.size, 5);
});

test("a trusted proxy's request id is kept when it is one", async () => {
  await using server = await startTestServer({ settings: trusting("127.0.0.1") });
  const idFor = async (id: string) =>
    (await server.request("GET", "/metadata", { headers: { "x-request-id": id } })).headers["x-request-id"];
  assert.equal(await idFor("proxy-7.1"), "proxy-7.1");
  assert.match(String(await idFor("two words")), UUID);
  assert.match(String(await idFor("a".repeat(65))), UUID);
});

test("X-Forwarded-For counts only from trusted proxies, and only its hops up to the first stranger", async () => {
  await using direct = await startTestServer();
  assert.equal(await loggedAddress(direct, "203.0.113.9"), "127.0.0.1");

  await using behind = await startTestServer({ settings: trusting("127.0.0.0/8", "10.0.0.0/8") });
  const cases = [
    ["203.0.113.9", "203.0.113.9"],
    ["6.6.6.6, 203.0.113.9", "203.0.113.9"],
    ["6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["2001:db8::7", "2001:db8::7"],
    ["nonsense", "127.0.0.1"],
    ["203.0.113.9, nonsense", "127.0.0.1"],
    ["10.0.0.2, 10.0.0.1", "10.0.0.2"],
    ["", "127.0.0.1"],
  ] as const;
  for (const [header, expected] of cases) assert.equal(await loggedAddress(behind, header), expected, header);
});

test("links name the address that a trusted proxy was asked for, and nobody else's word", async () => {
  const headers = { "x-forwarded-host": "tollgate.example", "x-forwarded-proto": "https" };
  await using direct = await startTestServer();
  const plain = await direct.request("GET", "/users/root", { key: direct.operator.apikey, headers });
  assert.equal(plain.body.data.links.self, `${direct.url}/api/v3/users/root`);

  await using behind = await startTestServer({ settings: trusting("127.0.0.1") });
  const proxied = await behind.request("GET", "/users/root", { key: behind.operator.apikey, headers });
  assert.equal(proxied.body.data.links.self, "https://tollgate.example/api/v3/users/root");
});

test("a public URL, once set, is what links begin with", async () => {
  await using server = await startTestServer({ settings: { publicUrl: "https://tollgate.example" } });
  const reply = await server.request("GET", "/users/root", { key: server.operator.apikey });
  assert.equal(reply.body.data.links.self, "https://tollgate.example/api/v3/users/root");
});
