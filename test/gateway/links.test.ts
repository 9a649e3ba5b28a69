import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { answering, EchoUpstream } from "./echo-upstream.ts";
import { startDemo, startGateway } from "./gateway-setup.ts";

test("a client that follows every link next ends at the last page, through the gateway alone", async () => {
  await using server = await startDemo();
  const key = server.alice.apikey;
  const ids: string[] = [];
  let next: string | undefined = `${server.url}/api/v3/intelligence/search?query=type:peexe&limit=20`;
  while (next !== undefined && ids.length < 60) {
    assert.ok(next.startsWith(`${server.url}/api/v3/intelligence/search?`), next);
    const { body, status } = await server.requestTarget("GET", next.slice(server.url.length), { key });
    assert.equal(status, 200);
    for (const { id, links } of body.data) {
      assert.equal(links.self, `${server.url}/api/v3/files/${id}`);
      ids.push(id);
    }
    next = body.links.next;
  }
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.length > 20);
});

test("links to VirusTotal's own address are turned, however the upstream is reached", async () => {
  const self = "https://www.virustotal.com/api/v3/files/x";
  await using upstream = await EchoUpstream.start(answering({ data: { links: { self } } }));
  await using server = await startGateway(upstream.url, { publicUrl: "https://tollgate.example.com/base" });
  const { body } = await server.requestTarget("GET", "/api/v3/files/x", { key: server.alice.apikey });
  assert.equal(body.data.links.self, "https://tollgate.example.com/base/api/v3/files/x");
});

test("JSON of any length is turned in any coding, and comes in the coding that was asked for", async () => {
  const state = { coding: "identity", items: 0 };
  await using upstream = await EchoUpstream.start((message, response) => {
    const link = `http://${message.headers.host}/api/v3/files/x`;
    const data = Array.from({ length: state.items }, (_, id) => ({ id, links: { self: link } }));
    const json = Buffer.from(JSON.stringify({ data, links: { next: link } }));
    const isGzip = state.coding === "gzip";
    response.writeHead(200, {
      "content-type": "application/json; charset=utf-8",
      ...(isGzip && { "content-encoding": "gzip" }),
    });
    const bytes = isGzip ? gzipSync(json) : json;
    // In pieces that end anywhere.
    for (let at = 0; at < bytes.length; at += 10_007) response.write(bytes.subarray(at, at + 10_007));
    response.end();
  });
  await using server = await startGateway(upstream.url);
  const own = `${server.url}/api/v3/files/x`;
  for (const items of [3, 20_000]) {
    const data = Array.from({ length: items }, (_, id) => ({ id, links: { self: own } }));
    for (const coding of ["identity", "gzip"]) {
      for (const accepted of ["identity", "gzip"]) {
        Object.assign(state, { coding, items });
        const reply = await server.requestTarget("GET", "/api/v3/files/x", {
          key: server.alice.apikey,
          headers: { "accept-encoding": accepted },
        });
        const what = `${items} items, ${coding} to ${accepted}`;
        assert.equal(reply.headers["content-encoding"], accepted === "gzip" ? "gzip" : undefined, what);
        assert.deepEqual(reply.body, { data, links: { next: own } }, what);
        if (accepted === "gzip") gunzipSync(reply.bytes);
      }
    }
  }
});

test("an answer in no JSON, or with nothing to turn, comes back byte by byte", async () => {
  const bytes = gzipSync(JSON.stringify({ data: { type: "file", id: "x" } }), { level: 9 });
  await using upstream = await EchoUpstream.start((_message, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end(bytes);
  });
  await using server = await startGateway(upstream.url);
  const reply = await server.requestTarget("GET", "/api/v3/files/x", {
    key: server.alice.apikey,
    headers: { "accept-encoding": "gzip" },
  });
  assert.deepEqual(reply.bytes, bytes);
  assert.equal(reply.headers["content-length"], String(bytes.length));
});

test("an empty answer is one of length 0, whoever takes gzip", async () => {
  await using upstream = await EchoUpstream.start(answering(""));
  await using server = await startGateway(upstream.url);
  const reply = await server.requestTarget("DELETE", "/api/v3/comments/x", {
    key: server.alice.apikey,
    headers: { "accept-encoding": "gzip" },
  });
  assert.deepEqual(
    [reply.status, reply.headers["content-length"], reply.headers["content-encoding"], reply.bytes.length],
    [200, "0", undefined, 0],
  );
});

test("an answer whose coding cannot be read is none", async () => {
  for (const coding of ["zstd", "gzip"]) {
    await using upstream = await EchoUpstream.start(answering('{"a":1}', { "content-encoding": coding }));
    await using server = await startGateway(upstream.url);
    const reply = await server.requestTarget("GET", "/api/v3/files/x", { key: server.alice.apikey });
    assert.deepEqual([reply.status, reply.body.error.code], [424, "FailedDependencyError"]);
  }
});
