import assert from "node:assert/strict";
import { test } from "node:test";
import { answering, EchoUpstream } from "./echo-upstream.ts";
import { LICENSED_KEY, spentBy, startDemo, startGateway } from "./gateway-setup.ts";

test("metadata has the relationships of the upstream's objects, and our own of users and groups", async () => {
  await using server = await startDemo();
  const { body } = await server.request("GET", "/metadata", { key: server.alice.apikey });
  const names = (type: string) => body.data.relationships[type].map(({ name }: { name: string }) => name);
  for (const type of ["file", "url", "domain", "ip_address"])
    assert.ok(names(type).includes("comments"), type);
  assert.ok(names("user").includes("api_quota_group"));
  assert.ok(body.data.privileges.includes("downloads-tier-1"));
  assert.ok(body.data.privileges.includes("admin"));
  assert.equal(await spentBy(server), 0);
});

test("the upstream is asked once an hour, with the licensed key, however many ask here", async () => {
  const engines = { Acme: {} };
  const user = [{ name: "their_own", description: "x" }];
  const data = { engines, relationships: { user, file: [{ name: "comments" }] } };
  await using upstream = await EchoUpstream.start(answering({ data }));
  await using server = await startGateway(upstream.url);
  const ask = async () => (await server.request("GET", "/metadata", { key: server.alice.apikey })).body.data;
  const [first] = await Promise.all([ask(), ask(), ask()]);
  assert.deepEqual(first.engines, engines);
  assert.deepEqual(first.relationships.file, [{ name: "comments", description: "" }]);
  assert.ok(!JSON.stringify(first).includes("their_own"));
  server.clock.advance(3_599_000);
  await ask();
  assert.deepEqual(
    upstream.received.map(({ url, headers }) => [url, headers["x-apikey"]]),
    [["/api/v3/metadata", LICENSED_KEY]],
  );
  server.clock.advance(1_000);
  await ask();
  assert.equal(upstream.received.length, 2);
});

test("an upstream that does not tell, or tells nonsense, takes nothing away, and is left alone for a minute", async () => {
  for (const [status, answer] of [
    [500, {}],
    [200, { data: "x" }],
    [200, { data: { relationships: [] } }],
  ] as const) {
    await using upstream = await EchoUpstream.start(answering(answer, {}, status));
    await using server = await startGateway(upstream.url);
    const ask = () => server.request("GET", "/metadata", { key: server.alice.apikey });
    const reply = await ask();
    assert.deepEqual([reply.status, reply.body.data.engines], [200, {}]);
    assert.ok("group" in reply.body.data.relationships);
    await ask();
    assert.equal(upstream.received.length, 1);
    assert.ok(server.logLines.some((line) => line.includes("metadata could not be read")));
    server.clock.advance(60_000);
    await ask();
    assert.equal(upstream.received.length, 2);
  }
});
