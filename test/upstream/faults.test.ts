import { deepEqual, equal, rejects } from "node:assert/strict";
import { connect } from "node:net";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { Fault } from "../../src/upstream/faults.ts";
import { startDemo } from "./client.ts";

const PATH = "/domains/a.example";

const REPLIES: readonly (readonly [fault: Fault, status: number, text: RegExp])[] = [
  [{ mode: "quota" }, 429, /^\{"error":\{"code":"QuotaExceededError","message":"Quota exceeded"\}\}$/],
  [{ mode: "error" }, 503, /"code":"TransientError"/],
  [{ mode: "error", status: 504 }, 504, /"code":"DeadlineExceededError"/],
  [{ mode: "error", status: 500 }, 500, /^<html>/],
  [{ mode: "garbage" }, 200, /^\{"data": \{"id": "unfinished"$/],
  [{ mode: "slow", delayMs: 1 }, 200, /"id":"a\.example"/],
];

for (const [fault, status, text] of REPLIES) {
  test(`told to answer ${JSON.stringify(fault)}, the demo does`, async () => {
    await using demo = await startDemo();
    demo.upstream.setFault(fault);
    const response = await fetch(`${demo.upstream.url}/api/v3${PATH}`, {
      headers: { "x-apikey": demo.upstream.key },
    });
    equal(response.status, status);
    equal(text.test(await response.text()), true);
  });
}

test("a slow answer is the right one, not before its time", async () => {
  await using demo = await startDemo();
  const { text } = await demo.get(PATH);
  demo.upstream.setFault({ mode: "slow", delayMs: 60 });
  const began = performance.now();
  equal((await demo.get(PATH)).text, text);
  // Timers may fire up to a millisecond early.
  equal(performance.now() - began >= 59, true);
});

test("told to break the connection before the head, the demo sends nothing", async () => {
  await using demo = await startDemo();
  demo.upstream.setFault({ mode: "reset" });
  await rejects(demo.get(PATH), { code: "ECONNRESET" });
});

test("a truncated answer has the head of the whole one and half of its body, or as much as was asked for", async () => {
  await using demo = await startDemo();
  const whole = (await demo.get(PATH)).bytes;
  for (const [bytes, expected] of [
    [undefined, Math.floor(whole.length / 2)],
    [0, 0],
    [7, 7],
  ] as const) {
    demo.upstream.setFault({ mode: "truncated", ...(bytes !== undefined && { bytes }) });
    const received = await raw(
      demo.upstream.url,
      `GET /api/v3${PATH} HTTP/1.1\r\nhost: ${new URL(demo.upstream.url).host}\r\nx-apikey: ${demo.upstream.key}\r\n\r\n`,
    );
    const end = received.indexOf("\r\n\r\n") + 4;
    equal(/content-length: (\d+)/i.exec(received.subarray(0, end).toString())?.[1], String(whole.length));
    equal(received.length - end, expected);
    await rejects(demo.get(PATH), { code: "ECONNRESET" });
  }
});

test("what is not HTTP is not HTTP", async () => {
  await using demo = await startDemo();
  demo.upstream.setFault({ mode: "not-http" });
  await rejects(demo.get(PATH), { code: /^HPE_/ });
});

test("told to hang, the demo never answers, and closing it ends the wait", async () => {
  const demo = await startDemo();
  demo.upstream.setFault({ mode: "hang" });
  const hanging = rejects(demo.get(PATH), { code: "ECONNRESET" });
  while (demo.upstream.calls.length === 0) await setImmediate();
  await demo[Symbol.asyncDispose]();
  await hanging;
});

test("a fault strikes the paths it is meant for, as often as it was told, and then no more", async () => {
  await using demo = await startDemo();
  demo.upstream.setFault({ mode: "quota", path: "/api/v3/files", count: 2 });
  const statuses: number[] = [];
  for (const path of [PATH, "/files/x", PATH, "/files/x", "/files/x"])
    statuses.push((await demo.get(path)).status);
  deepEqual(statuses, [200, 429, 200, 429, 404]);
});

test("faults can be set, seen and lifted over HTTP, and a wrong one is refused with what is wrong", async () => {
  await using demo = await startDemo();
  const control = (method: string, body?: unknown) => demo.requestTarget(method, "/demo/faults", { body });
  deepEqual((await control("PUT", { mode: "error", status: 502, count: 3 })).body, {
    data: { mode: "error", status: 502, count: 3 },
  });
  equal((await demo.get(PATH)).status, 502);
  equal((await control("DELETE")).status, 200);
  deepEqual((await control("GET")).body, { data: null });
  equal((await demo.get(PATH)).status, 200);
  for (const [body, message] of [
    [{}, "Fault: mode must be one of quota, error, slow, hang, reset, truncated, garbage, not-http"],
    [{ mode: "error", status: 200 }, "Fault: status must be a whole number from 400 to 599"],
    [{ mode: "slow", delay: 1 }, "Fault: delay is not known"],
    [{ mode: "slow", path: 1 }, "Fault: path must be a text"],
    [[], 'Fault: the body must be a JSON object such as {"mode": "quota"}'],
  ] as const) {
    const { status, body: answer } = await control("PUT", body);
    deepEqual([status, answer.error], [400, { code: "InvalidArgumentError", message }]);
  }
});

test("the calls that arrived are listed, with whose key they had but not the key itself", async () => {
  await using demo = await startDemo({ key: "the right key" });
  await demo.request("GET", `${PATH}?attributes=tld`, { headers: { "x-tool": "a tool" } });
  await demo.request("GET", PATH, { key: "a caller's own" });
  deepEqual(
    demo.upstream.calls.map(({ method, path, headers }) => [
      method,
      path,
      headers["x-apikey"],
      headers["x-tool"],
    ]),
    [
      ["GET", `/api/v3${PATH}?attributes=tld`, "the right key", "a tool"],
      ["GET", `/api/v3${PATH}`, "a caller's own", undefined],
    ],
  );
  const { body, text } = await demo.requestTarget("GET", "/demo/calls", { key: undefined });
  deepEqual(
    body.data.map(
      (call: { headers: object }) => Object.entries(call.headers).find(([name]) => name === "x-apikey")?.[1],
    ),
    ["(the key of this upstream)", "(another key)"],
  );
  equal(/the right key|caller's own/.test(text), false);
  await demo.requestTarget("DELETE", "/demo/calls");
  deepEqual(demo.upstream.calls, []);
});

async function raw(url: string, request: string): Promise<Buffer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(request);
  return buffer(socket);
}
