import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "./conditions.ts";
import { answering, EchoUpstream } from "./echo-upstream.ts";
import { type GatewayServer, LICENSED_KEY, limitAlice, startGateway } from "./gateway-setup.ts";

/** The lines of calls through the doors, once there are so many, without what differs each time. */
async function callLines({ logLines }: GatewayServer, count: number): Promise<readonly object[]> {
  const lines = () => logLines.filter((line) => line.includes('"door"'));
  await until(`${count} lines`, () => lines().length >= count);
  return lines().map((line) => {
    const { time, ms, level, address, request, ...rest } = JSON.parse(line);
    assert.deepEqual([typeof time, typeof ms, level, address], ["string", "number", "debug", "127.0.0.1"]);
    assert.match(request, /^[0-9a-f-]{36}$/);
    return rest;
  });
}

test("at debug each call through a door is one line, however it ended, and at info none is", async () => {
  await using upstream = await EchoUpstream.start(answering({ data: {} }));
  for (const logLevel of ["debug", "info"] as const) {
    await using server = await startGateway(upstream.url, { logLevel });
    await limitAlice(server, { api_requests_daily: 2 });
    const { apikey: key } = server.alice;
    await server.requestTarget("GET", "/api/v3/domains/example.com?cursor=abc", { key });
    await server.requestTarget("POST", "/authorize/api/v3/urls/x/analyse", { key });
    await server.requestTarget("GET", "/api/v3/files/x", { key });
    await server.requestTarget("GET", "/api/v3/files/x");
    await server.requestTarget("GET", "/authorize", { key });
    await server.request("GET", "/users/alice", { key });
    if (logLevel === "info") {
      assert.deepEqual(await callLines(server, 0), []);
      continue;
    }
    const [actor, gateway, authorize] = ["alice", "gateway", "authorize"];
    const path = "/api/v3/files/x";
    assert.deepEqual(await callLines(server, 5), [
      {
        door: gateway,
        method: "GET",
        path: "/api/v3/domains/example.com",
        status: 200,
        bucket: "domains",
        actor,
      },
      {
        door: authorize,
        method: "POST",
        path: "/api/v3/urls/x/analyse",
        status: 200,
        bucket: "url_analyse",
        actor,
      },
      { door: gateway, method: "GET", path, status: 429, bucket: "files", actor },
      { door: gateway, method: "GET", path, status: 401, bucket: "files" },
      { door: authorize, status: 400 },
    ]);
  }
});

test("no key gets into these lines, wherever a caller or the upstream put it", async () => {
  await using upstream = await EchoUpstream.start(answering({ data: LICENSED_KEY }));
  await using server = await startGateway(upstream.url, { logLevel: "debug" });
  const { apikey: key } = server.alice;
  const headers = { "x-original-method": "GET", "x-original-uri": `/api/v3/files/${key}` };
  const targets = [`/api/v3/files/${key}`, `/api/v3/files/x?apikey=${key}`, `/authorize/api/v3/files/${key}`];
  for (const target of targets) await server.requestTarget("GET", target, { key });
  await server.requestTarget("GET", "/authorize", { key, headers });
  await server.requestTarget("GET", `/api/v3/files/${LICENSED_KEY}`, { key });
  const lines = await callLines(server, targets.length + 2);
  assert.equal(lines.length, targets.length + 2);
  const log = server.logLines.join("");
  for (const secret of [key, LICENSED_KEY]) assert.ok(!log.includes(secret));
});

test("a call that its caller gave up is a line that says so", async () => {
  await using upstream = await EchoUpstream.start((message) => void message.resume());
  await using server = await startGateway(upstream.url, { logLevel: "debug" });
  const abort = new AbortController();
  const asked = fetch(`${server.url}/api/v3/files/x`, {
    headers: { "x-apikey": server.alice.apikey },
    signal: abort.signal,
  });
  await until("the call's arrival", () => upstream.received.length === 1);
  abort.abort();
  await assert.rejects(asked, { name: "AbortError" });
  assert.deepEqual(await callLines(server, 1), [
    {
      door: "gateway",
      method: "GET",
      path: "/api/v3/files/x",
      brokenOff: true,
      bucket: "files",
      actor: "alice",
    },
  ]);
});
