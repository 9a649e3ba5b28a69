import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestServer, type TestServer } from "../harness.ts";

const FILE = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";
const NGINX = { "X-Original-Method": "GET", "X-Original-URI": FILE };

async function asked(
  server: TestServer,
  headers: Readonly<Record<string, string>>,
  target = "/authorize",
): Promise<readonly [status: number, code: string | undefined, message: string | undefined]> {
  const reply = await server.requestTarget("GET", target, { key: server.operator.apikey, headers });
  const { code, message } = reply.body?.error ?? {};
  return [reply.status, code, message];
}

test("a question without a call, or with half of one, is refused in a sentence", async () => {
  await using server = await startTestServer();
  const half = /must come together; the configuration of the proxy must set both$/;
  const cases: readonly [headers: Record<string, string>, message: RegExp][] = [
    [{}, /^This address is for proxies, which must tell of the call in question/],
    [{ "X-Original-URI": FILE }, half],
    [{ "X-Original-Method": "GET" }, half],
    [{ "X-Forwarded-Uri": FILE }, half],
    [{ ...NGINX, "X-Forwarded-Method": "GET" }, half],
  ];
  for (const [headers, sentence] of cases) {
    const [status, code, message] = await asked(server, headers);
    assert.deepEqual([status, code], [400, "BadRequestError"], JSON.stringify(headers));
    assert.match(message ?? "", sentence);
  }
});

test("a call that is told in two ways counts when they agree, and else is refused", async () => {
  await using server = await startTestServer();
  const traefik = { "X-Forwarded-Method": "GET", "X-Forwarded-Uri": FILE };
  assert.equal((await asked(server, { ...NGINX, ...traefik }))[0], 200);
  assert.equal((await asked(server, NGINX, `/authorize${FILE}`))[0], 200);
  const cheaper = "/api/v3/metadata";
  for (const [headers, target] of [
    [{ ...NGINX, ...traefik, "X-Forwarded-Uri": cheaper }, "/authorize"],
    [{ ...NGINX, ...traefik, "X-Original-Method": "POST" }, "/authorize"],
    [{ ...NGINX, "X-Original-URI": cheaper }, `/authorize${FILE}`],
    [{ ...NGINX, "X-Original-URI": `${FILE}, ${cheaper}` }, "/authorize"],
  ] as const) {
    assert.deepEqual((await asked(server, headers, target)).slice(0, 2), [400, "BadRequestError"]);
  }
});

test("a path that two servers could read in two ways is refused, as the gateway does", async () => {
  await using server = await startTestServer();
  for (const url of [
    "/api/v3/files/../users",
    "/api/v3/files/%2e%2e/users",
    "/api/v3/files/a%2fb",
    "/api/v3//files/a",
    "/api/v3/files/%zz",
    "http://www.virustotal.com/api/v3/files/a",
    "*",
    `/api/v3/files/${server.operator.apikey}`,
  ]) {
    const told = await asked(server, { ...NGINX, "X-Original-URI": url });
    assert.deepEqual(told.slice(0, 2), [400, "BadRequestError"], url);
  }
  const odd = await asked(server, { ...NGINX, "X-Original-Method": "PROPFIND" });
  assert.deepEqual(odd.slice(0, 2), [400, "BadRequestError"]);
});

test("what Tollgate answers itself is never allowed elsewhere, in whatever case it is written", async () => {
  await using server = await startTestServer();
  for (const url of [
    "/api/v3/users/root",
    "/api/v3/Groups/company",
    "/api/v3/%75sers/root",
    "/api/v3/service_accounts",
  ]) {
    const told = await asked(server, { ...NGINX, "X-Original-URI": url });
    assert.deepEqual(told.slice(0, 2), [404, "NotFoundError"], url);
  }
});

test("a path of another API is charged as one request", async () => {
  await using server = await startTestServer();
  assert.equal((await asked(server, { ...NGINX, "X-Original-URI": "/reports/7?x=1" }))[0], 200);
  assert.equal((await asked(server, NGINX, "/authorize/"))[0], 400);
  const key = server.operator.apikey;
  assert.equal((await server.requestTarget("GET", "/authorize/", { key })).status, 200);
  const { body } = await server.request("GET", "/users/root/api_usage", { key });
  assert.equal(body.data.total.other, 2);
});

test("what a client claims in headers of ours is not in the answer, nor is any part of his key", async () => {
  await using server = await startTestServer();
  const { apikey } = server.operator;
  const headers = { ...NGINX, "X-Tollgate-User": "alice", "X-Tollgate-Group": "company" };
  const reply = await server.requestTarget("GET", "/authorize", { key: apikey, headers });
  assert.equal(reply.status, 200);
  assert.deepEqual([reply.headers["x-tollgate-user"], reply.headers["x-tollgate-group"]], ["root", ""]);
  assert.ok(!JSON.stringify(reply.headers).includes(apikey.slice(0, 16)));
});
