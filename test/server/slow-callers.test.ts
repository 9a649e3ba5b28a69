import assert from "node:assert/strict";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { until } from "../gateway/conditions.ts";
import { answering, EchoUpstream } from "../gateway/echo-upstream.ts";
import { spentBy, startGateway } from "../gateway/gateway-setup.ts";
import { connectTo, errorOf } from "../gateway/raw.ts";
import { startTestServer } from "../harness.ts";

const MIB = 1024 * 1024;
const FILE = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";
const LATE = ["400", "BadRequestError", "The request did not arrive in time"];
/** Longer than a busy machine keeps a caller from reading who is willing to. */
const STALL_MS = 800;
const SOON = { headersMs: 50, checkMs: 20, ownBodyMs: 200, stallMs: 200, keepAliveMs: 50 };

test("who says nothing, or begins a request and never ends its head, is sent away", async () => {
  await using server = await startTestServer({ callerLimits: SOON });
  for (const beginning of ["", "GET /api/v3/met", "GET /api/v3/metadata HTTP/1.1\r\nHost: x\r\nX-Slow: "]) {
    const socket = connectTo(server.url);
    socket.write(beginning);
    assert.deepEqual(errorOf(await text(socket)), LATE, JSON.stringify(beginning));
  }
});

test("who drips a head, a byte now and then, is sent away all the same", async () => {
  await using server = await startTestServer({ callerLimits: SOON });
  const socket = connectTo(server.url);
  socket.write("GET /api/v3/metadata HTTP/1.1\r\nX-Slow: ");
  const drip = setInterval(() => socket.writable && socket.write("a"), 10);
  const answer = await text(socket);
  clearInterval(drip);
  assert.deepEqual(errorOf(answer), LATE);
});

test("a body for ourselves that does not come, or comes a byte now and then, ends the call", async () => {
  await using server = await startTestServer({ callerLimits: SOON });
  const head = `POST /api/v3/groups HTTP/1.1\r\nHost: x\r\nx-apikey: ${server.operator.apikey}\r\n`;
  for (const length of ["Content-Length: 1000", "Transfer-Encoding: chunked"]) {
    const socket = connectTo(server.url);
    socket.write(`${head}${length}\r\n\r\n`);
    const piece = length.startsWith("C") ? " " : "1\r\n \r\n";
    const drip = setInterval(() => socket.writable && socket.write(piece), 10);
    const answer = await text(socket);
    clearInterval(drip);
    assert.deepEqual(errorOf(answer), LATE, length);
  }
});

test("a connection that was used once and says nothing more is ended without a word", async () => {
  await using server = await startTestServer({ callerLimits: SOON });
  const socket = connectTo(server.url);
  socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  const answer = await text(socket);
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
  assert.equal(answer.split("HTTP/1.1 ").length, 2);
});

test("a caller who reads no further is given up, with what the upstream still has for him", async () => {
  const state = { sent: 0, isClosed: false };
  await using upstream = await EchoUpstream.start((_message, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": 1024 * MIB });
    const send = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(MIB))) state.sent += MIB;
    };
    response.on("drain", send);
    response.on("close", () => {
      state.isClosed = true;
    });
    send();
  });
  await using server = await startGateway(upstream.url, {}, { callerLimits: SOON });
  const socket = connectTo(server.url);
  socket.pause();
  socket.write(`GET ${FILE}/download HTTP/1.1\r\nHost: x\r\nx-apikey: ${server.alice.apikey}\r\n\r\n`);
  await until("the end of the upstream's answer", () => state.isClosed);
  assert.ok(state.sent < 64 * MIB, `${state.sent / MIB} MiB were sent`);
  assert.equal(await spentBy(server), 1);
  socket.destroy();
});

test("a caller who waits longer than that for an answer, or reads it slowly, gets all of it", async () => {
  const asked = Promise.withResolvers<void>();
  await using upstream = await EchoUpstream.start(async (_message, response) => {
    await asked.promise;
    answering({ data: "x".repeat(8 * MIB) })(_message, response);
  });
  await using server = await startGateway(upstream.url, {}, { callerLimits: { ...SOON, stallMs: STALL_MS } });
  const socket = connectTo(server.url);
  socket.pause();
  socket.write(
    `GET ${FILE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-apikey: ${server.alice.apikey}\r\n\r\n`,
  );
  await until("the call's arrival", () => upstream.received.length === 1);
  // The limit, as another connection sees it pass.
  const idle = connectTo(server.url);
  await once(idle, "data");
  setTimeout(() => asked.resolve(), 2 * STALL_MS);
  let bytes = 0;
  socket.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    socket.pause();
    setTimeout(() => socket.resume(), 1);
  });
  socket.resume();
  await once(socket, "end");
  assert.ok(bytes > 8 * MIB, `${bytes} bytes came`);
});

test("who comes when there are as many connections as may be is turned away, and gets in once one has gone", async () => {
  await using server = await startTestServer({ callerLimits: { connectionsMax: 4 } });
  const sockets = Array.from({ length: 4 }, () => connectTo(server.url));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  const ask = async (): Promise<string> => {
    const socket = connectTo(server.url);
    socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    return text(socket).catch(() => "");
  };
  assert.equal(await ask(), "");
  for (const socket of sockets) socket.destroy();
  await until("room", async () => (await ask()).startsWith("HTTP/1.1 200 "));
});
