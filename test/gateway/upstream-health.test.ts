import assert from "node:assert/strict";
import { test } from "node:test";
import { commandLineOf } from "../cli/command-line.ts";
import { answering, EchoUpstream } from "./echo-upstream.ts";
import { startDemo, startGateway } from "./gateway-setup.ts";

const FILE = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";
const NOW = Date.parse("2026-07-15T10:00:00Z") / 1000;

test("operators see how an upstream does by what calls have met, without asking it anything", async () => {
  await using server = await startDemo();
  const key = server.operator.apikey;
  const before = await server.request("GET", "/upstreams", { key });
  const url = `${server.upstream.url}/api/v3`;
  assert.deepEqual(before.body.data, [
    { type: "upstream", id: "/api/v3", attributes: { url, calls_in_flight: 0, answers: 0, failures: 0 } },
  ]);
  await server.requestTarget("GET", FILE, { key: server.alice.apikey });
  const { body } = await server.request("GET", "/upstreams", { key });
  const [{ attributes }] = body.data;
  assert.deepEqual([attributes.is_reachable, attributes.last_success, attributes.answers], [true, NOW, 1]);
  assert.ok(attributes.latency_ms.median > 0 && attributes.latency_ms.p95 >= attributes.latency_ms.median);
  assert.equal(server.upstream.calls.length, 1);
});

test("an upstream that is gone is said to be, by a call or by a check, and that it is back", async () => {
  const upstream = await EchoUpstream.start(answering({ data: {} }));
  await using server = await startGateway(upstream.url);
  const key = server.operator.apikey;
  const check = async () => {
    const { status, body, text } = await server.request("POST", "/upstreams/check", { key });
    assert.equal(status, 200, text);
    return body.data[0].attributes;
  };
  const good = await check();
  assert.deepEqual(
    [good.is_reachable, good.last_check.date, good.last_check.problem],
    [true, NOW, undefined],
  );
  await upstream[Symbol.asyncDispose]();
  server.clock.advance(60_000);
  const call = await server.requestTarget("GET", FILE, { key: server.alice.apikey });
  assert.equal(call.status, 503);
  const gone = (await server.request("GET", "/upstreams", { key })).body.data[0].attributes;
  assert.equal(gone.is_reachable, false);
  assert.equal(gone.last_failure.date, NOW + 60);
  assert.match(gone.last_failure.reason, /^The upstream cannot be reached|broke off/);
  const checked = await check();
  assert.deepEqual([checked.is_reachable, checked.last_check.date], [false, NOW + 60]);
  assert.match(checked.last_check.problem, /^The upstream cannot be reached/);
});

test("a check carries no licensed key, and the command line shows what came of it", async () => {
  await using upstream = await EchoUpstream.start(answering({ data: {} }));
  await using server = await startGateway(upstream.url);
  const { code, out } = await commandLineOf(server)(["upstreams", "check"]);
  assert.equal(code, 0);
  assert.match(out, /^\/api\/v3 +http:\S+ +yes +0 /m);
  assert.deepEqual(
    upstream.received.map(({ method, url, headers }) => [method, url, headers["x-apikey"]]),
    [["GET", "/api/v3/", undefined]],
  );
});
