import assert from "node:assert/strict";
import { once } from "node:events";
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import type { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { until } from "./conditions.ts";
import { EchoUpstream } from "./echo-upstream.ts";
import { type GatewayServer, spentBy, startGateway } from "./gateway-setup.ts";

const MIB = 1024 * 1024;
const BODY_BYTES = 160 * MIB;
/** What the buffers of four sockets and three programs hold. */
const ON_ITS_WAY_BYTES_MAX = 32 * MIB;
const BLOCK = Buffer.alloc(64 * 1024, "x");
const FILE = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";

function open(server: GatewayServer, method: string, path: string, headers: object = {}): ClientRequest {
  const all = { "x-apikey": server.alice.apikey, ...headers };
  return httpRequest(server.url + path, { method, headers: all, agent: false });
}

function responseOf(request: ClientRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.on("response", resolve);
  request.on("error", reject);
  promise.catch(() => {});
  return promise;
}

/** Resolves when the stream takes more, or takes nothing any more. */
async function drained(stream: Writable): Promise<void> {
  if (stream.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  stream.once("drain", resolve);
  stream.once("close", resolve);
  await promise;
  stream.off("drain", resolve);
  stream.off("close", resolve);
}

/** How much was on its way at most between one who sends and one who receives. */
class Distance {
  sent = 0;
  received = 0;
  most = 0;

  send(bytes: number): void {
    this.sent += bytes;
    this.most = Math.max(this.most, this.sent - this.received);
  }
}

test("an upload of 160 MiB passes at the pace of the upstream, and little of it is ever on its way", async () => {
  const distance = new Distance();
  await using upstream = await EchoUpstream.start(async (message, response) => {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      distance.received += chunk.length;
      await setImmediate();
    }
    response.writeHead(200, { "content-type": "application/json" }).end('{"data":{}}');
  });
  await using server = await startGateway(upstream.url);
  const request = open(server, "POST", "/api/v3/files", { "content-length": String(BODY_BYTES) });
  const response = responseOf(request);
  while (distance.sent < BODY_BYTES) {
    distance.send(BLOCK.length);
    if (!request.write(BLOCK)) await drained(request);
  }
  request.end();
  assert.equal((await response).statusCode, 200);
  (await response).resume();
  await once(await response, "close");
  assert.equal(upstream.received[0]?.headers["content-length"], String(BODY_BYTES));
  assert.equal(distance.received, BODY_BYTES);
  assert.ok(distance.most < ON_ITS_WAY_BYTES_MAX, `${Math.round(distance.most / MIB)} MiB were on their way`);
  assert.equal(await spentBy(server), 1);
});

test("a download of 160 MiB passes at the pace of the caller, and little of it is ever on its way", async () => {
  const distance = new Distance();
  await using upstream = await EchoUpstream.start(async (_message, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": BODY_BYTES });
    while (distance.sent < BODY_BYTES && !response.destroyed) {
      distance.send(BLOCK.length);
      if (!response.write(BLOCK)) await drained(response);
    }
    response.end();
  });
  await using server = await startGateway(upstream.url);
  const request = open(server, "GET", `${FILE}/download`);
  const response = responseOf(request);
  request.end();
  assert.equal((await response).headers["content-length"], String(BODY_BYTES));
  for await (const chunk of (await response) as AsyncIterable<Buffer>) {
    distance.received += chunk.length;
    await setImmediate();
  }
  assert.equal(distance.received, BODY_BYTES);
  assert.ok(distance.most < ON_ITS_WAY_BYTES_MAX, `${Math.round(distance.most / MIB)} MiB were on their way`);
});

test("a caller who stops reading stops the upstream, and one who leaves is left by it", async () => {
  const state = { sent: 0, isClosed: false };
  await using upstream = await EchoUpstream.start(async (_message, response) => {
    response.on("close", () => {
      state.isClosed = true;
    });
    response.writeHead(200, {
      "content-type": "application/octet-stream",
      "content-length": 10 * BODY_BYTES,
    });
    for (; !response.destroyed; state.sent += BLOCK.length) {
      if (!response.write(BLOCK)) await drained(response);
    }
  });
  await using server = await startGateway(upstream.url);
  const request = open(server, "GET", `${FILE}/download`);
  const response = responseOf(request);
  request.end();
  await response;
  const seen = { sent: -1, turns: 0 };
  await until("the upstream's halt", () => {
    seen.turns = seen.sent === state.sent ? seen.turns + 1 : 0;
    seen.sent = state.sent;
    return seen.turns > 2_000;
  });
  assert.ok(state.sent < 32 * MIB, `${Math.round(state.sent / MIB)} MiB were sent`);
  request.destroy();
  await until("the end of the upstream's answer", () => state.isClosed);
});

test("a caller who leaves in the middle of an upload ends it at the upstream, and it costs nothing", async () => {
  const state = { bytes: 0, isAborted: false };
  await using upstream = await EchoUpstream.start((message) => {
    message.on("data", (chunk: Buffer) => {
      state.bytes += chunk.length;
    });
    message.on("error", () => {
      state.isAborted = true;
    });
  });
  await using server = await startGateway(upstream.url);
  const request = open(server, "POST", "/api/v3/files", { "content-length": String(BODY_BYTES) });
  void responseOf(request);
  request.write(BLOCK);
  await until("the beginning of the upload", () => state.bytes > 0);
  request.destroy();
  await until("the end of the upload", () => state.isAborted);
  const usage = await server.request("GET", "/users/alice/api_usage", { key: server.alice.apikey });
  assert.deepEqual([usage.body.data.total, await spentBy(server)], [{}, 0]);
});

test("a caller who leaves once the upstream has the whole call pays for it, once", async () => {
  const state = { isAborted: false };
  await using upstream = await EchoUpstream.start((_message, response) => {
    response.on("close", () => {
      state.isAborted = true;
    });
  });
  await using server = await startGateway(upstream.url);
  const request = open(server, "POST", `${FILE}/analyse`);
  void responseOf(request);
  request.end();
  await until("the call's arrival", () => upstream.received.length === 1);
  request.destroy();
  await until("the end of the call at the upstream", () => state.isAborted);
  await until("the record of it", async () => {
    const { body } = await server.request("GET", "/users/alice/api_usage", { key: server.alice.apikey });
    return body.data.total.file_analyse === 1;
  });
  assert.equal(await spentBy(server), 1);
});

test("a caller who stops sending in the middle of an upload is told so, and it costs nothing", async () => {
  await using upstream = await EchoUpstream.start((message) => void message.resume());
  await using server = await startGateway(upstream.url, { upstreamTimeoutSeconds: 1 });
  const request = open(server, "POST", "/api/v3/files", { "content-length": String(BODY_BYTES) });
  const response = responseOf(request);
  request.write(BLOCK);
  const { error } = JSON.parse(await text(await response));
  assert.deepEqual(
    [(await response).statusCode, error],
    [400, { code: "BadRequestError", message: "The request body did not arrive in time" }],
  );
  request.destroy();
  assert.equal(await spentBy(server), 0);
});

test("an answer that the upstream breaks off reaches the caller broken off", async () => {
  await using upstream = await EchoUpstream.start((message, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": MIB });
    response.write(Buffer.alloc(MIB / 2), () => message.socket.destroySoon());
  });
  await using server = await startGateway(upstream.url);
  const request = open(server, "GET", `${FILE}/download`);
  const response = responseOf(request);
  request.end();
  (await response).resume();
  await assert.rejects(once(await response, "end"), { code: "ECONNRESET" });
  assert.equal((await response).complete, false);
});

test("a caller who asks whether to go on is told to only once he is admitted", async () => {
  await using upstream = await EchoUpstream.start(async (message, response) => {
    let bytes = 0;
    for await (const chunk of message as AsyncIterable<Buffer>) bytes += chunk.length;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data: bytes }));
  });
  await using server = await startGateway(upstream.url);
  const admitted = open(server, "POST", "/api/v3/files", { expect: "100-continue", "content-length": "5" });
  const answer = responseOf(admitted);
  admitted.flushHeaders();
  await once(admitted, "continue");
  assert.deepEqual(upstream.received[0]?.headers.expect, undefined);
  admitted.end("12345");
  assert.equal((await answer).statusCode, 200);
  (await answer).resume();

  const refused = open(server, "POST", "/api/v3/files", {
    expect: "100-continue",
    "content-length": String(BODY_BYTES),
    "x-apikey": "wrong",
  });
  let isContinued = false;
  refused.on("continue", () => {
    isContinued = true;
  });
  const refusal = responseOf(refused);
  refused.flushHeaders();
  assert.deepEqual([(await refusal).statusCode, isContinued], [401, false]);
  refused.destroy();
  assert.equal(upstream.received.length, 1);
});

test("a caller whose large upload is refused gets to read why", async () => {
  await using upstream = await EchoUpstream.start(() => assert.fail("nothing is to be forwarded"));
  await using server = await startGateway(upstream.url);
  const request = open(server, "POST", "/api/v3/files", {
    "content-length": String(BODY_BYTES),
    "x-apikey": "wrong",
  });
  const response = responseOf(request);
  // Its answer is there while the caller is still sending, and then he stops.
  request.on("response", (early: IncomingMessage) => early.resume());
  let sent = 0;
  for (; !request.destroyed && sent < BODY_BYTES; sent += BLOCK.length) {
    if (!request.write(BLOCK)) await drained(request);
  }
  assert.deepEqual([(await response).statusCode, (await response).headers.connection], [401, "close"]);
  assert.ok(sent < BODY_BYTES);
});
