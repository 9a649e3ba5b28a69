import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../../src/upstream/faults.ts";
import { answering, EchoUpstream } from "./echo-upstream.ts";
import { type GatewayServer, limitAlice, spentBy, startDemo, startGateway } from "./gateway-setup.ts";

const FILE = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";

const BROKEN = "The upstream broke off before its answer was complete; try again shortly";
const UNREADABLE = "The answer of the upstream could not be read";
const FAILED = "The upstream failed; try again shortly";
const LATE = "The upstream did not answer in time";

const faults: readonly (readonly [
  what: string,
  fault: Fault,
  status: number,
  code: string,
  message: string,
])[] = [
  [
    "is out of its own quota",
    { mode: "quota" },
    429,
    "QuotaExceededError",
    "The quota that this server itself has at the upstream is used up; your own quota was not charged",
  ],
  ["fails with 500", { mode: "error", status: 500 }, 503, "TransientError", FAILED],
  ["fails with 502", { mode: "error", status: 502 }, 503, "TransientError", FAILED],
  ["fails with 503", { mode: "error", status: 503 }, 503, "TransientError", FAILED],
  ["fails with 504", { mode: "error", status: 504 }, 504, "DeadlineExceededError", LATE],
  ["does not answer", { mode: "hang" }, 504, "DeadlineExceededError", LATE],
  ["breaks the connection", { mode: "reset" }, 503, "TransientError", BROKEN],
  ["breaks off its answer", { mode: "truncated" }, 503, "TransientError", BROKEN],
  ["breaks off at once", { mode: "truncated", bytes: 0 }, 503, "TransientError", BROKEN],
  ["answers JSON that is none", { mode: "garbage" }, 424, "FailedDependencyError", UNREADABLE],
  ["speaks no HTTP", { mode: "not-http" }, 424, "FailedDependencyError", UNREADABLE],
  [
    "does not accept our key",
    { mode: "error", status: 401 },
    424,
    "FailedDependencyError",
    "The upstream does not accept the key of this server. Your own key is fine; the operator must look into it",
  ],
  [
    "does not allow our key to do it",
    { mode: "error", status: 403 },
    424,
    "FailedDependencyError",
    "The upstream does not allow this call with the key of this server: The demo was told to fail",
  ],
];

async function usedBuckets(server: GatewayServer): Promise<object> {
  const { body } = await server.request("GET", "/users/alice/api_usage", { key: server.alice.apikey });
  return { ...body.data.total, ...body.data.total_endpoints_not_consuming_quota };
}

test("what fails upstream is told in VirusTotal's codes and given back once", async (t) => {
  await using server = await startDemo({}, { upstreamTimeoutSeconds: 1 });
  await limitAlice(server, { api_requests_daily: 1 });
  const key = server.alice.apikey;
  for (const [what, fault, status, code, message] of faults) {
    await t.test(`an upstream that ${what} is answered ${status} ${code}`, async () => {
      for (const method of ["GET", "POST"]) {
        server.upstream.setFault(fault);
        const path = method === "GET" ? FILE : `${FILE}/analyse`;
        const reply = await server.requestTarget(method, path, { key });
        assert.deepEqual([reply.status, reply.body], [status, { error: { code, message } }]);
        assert.equal(reply.headers["content-type"], "application/json; charset=utf-8");
        assert.equal(reply.headers["x-tollgate-overhead-us"], undefined);
      }
      const lines = server.logLines.filter((line) => line.includes("could not be forwarded"));
      assert.ok(lines.length >= 2, "the operator was told");
    });
  }
  server.upstream.setFault(null);
  assert.equal(await spentBy(server), 0);
  // Given back more than once, a second call would be admitted; not given back, none would.
  const statuses: number[] = [];
  for (let call = 0; call < 3; call += 1) {
    statuses.push((await server.requestTarget("GET", FILE, { key })).status);
  }
  assert.deepEqual([statuses, await spentBy(server)], [[200, 429, 429], 1]);
  assert.equal(((await usedBuckets(server)) as { files: number }).files, 1);
});

test("an upstream that is not there is answered 503, and costs nothing", async () => {
  const gone = await EchoUpstream.start(answering({}));
  await gone[Symbol.asyncDispose]();
  await using server = await startGateway(gone.url);
  const reply = await server.requestTarget("POST", "/api/v3/files", {
    key: server.alice.apikey,
    rawBody: Buffer.alloc(300_000),
  });
  assert.deepEqual(
    [reply.status, reply.body.error],
    [503, { code: "TransientError", message: "The upstream cannot be reached; try again shortly" }],
  );
  assert.equal(await spentBy(server), 0);
});

test("a read whose connection broke is tried once more, a write never", async () => {
  await using server = await startDemo();
  const key = server.alice.apikey;
  server.upstream.setFault({ mode: "reset", count: 1 });
  const read = await server.requestTarget("GET", FILE, { key });
  assert.deepEqual([read.status, server.upstream.calls.length], [200, 2]);
  server.upstream.clearCalls();
  server.upstream.setFault({ mode: "reset", count: 2 });
  const twice = await server.requestTarget("GET", FILE, { key });
  assert.deepEqual([twice.status, server.upstream.calls.length], [503, 2]);
  server.upstream.clearCalls();
  server.upstream.setFault({ mode: "reset", count: 1 });
  const write = await server.requestTarget("POST", `${FILE}/analyse`, { key });
  assert.deepEqual([write.status, server.upstream.calls.length], [503, 1]);
  server.upstream.clearCalls();
  server.upstream.setFault({ mode: "truncated", count: 1 });
  const begun = await server.requestTarget("GET", FILE, { key });
  assert.deepEqual([begun.status, server.upstream.calls.length], [503, 1]);
});

test("the upstream's own Retry-After is passed on", async () => {
  await using upstream = await EchoUpstream.start(answering({}, { "retry-after": "17" }, 429));
  await using server = await startGateway(upstream.url);
  const reply = await server.requestTarget("GET", FILE, { key: server.alice.apikey });
  assert.deepEqual([reply.status, reply.headers["retry-after"]], [429, "17"]);
});

test("an error of the upstream about the call itself reaches the caller as it is, and is charged", async () => {
  await using upstream = await EchoUpstream.start((message, response) => {
    const isPage = message.url?.includes("page") === true;
    const status = message.url?.includes("413") === true ? 413 : 404;
    response.writeHead(status, { "content-type": isPage ? "text/html" : "application/json" });
    response.end(isPage ? "<h1>no</h1>" : '{"error":{"code":"NotFoundError","message":"File not found"}}');
  });
  await using server = await startGateway(upstream.url);
  const key = server.alice.apikey;
  const answers: unknown[] = [];
  for (const id of ["x", "page", "page413"]) {
    const { status, body } = await server.requestTarget("GET", `/api/v3/files/${id}`, { key });
    answers.push([status, body.error]);
  }
  assert.deepEqual(answers, [
    [404, { code: "NotFoundError", message: "File not found" }],
    [404, { code: "NotFoundError", message: "The upstream refused the call with status 404" }],
    [400, { code: "BadRequestError", message: "The upstream refused the call with status 413" }],
  ]);
  assert.equal(await spentBy(server), 3);
});

test("what cannot be recorded is not answered", async () => {
  await using upstream = await EchoUpstream.start(answering({ data: "precious" }));
  await using server = await startGateway(upstream.url);
  await server.requestTarget("GET", FILE, { key: server.alice.apikey });
  await server.parts.ledger.close();
  const reply = await server.requestTarget("GET", FILE, { key: server.alice.apikey });
  assert.deepEqual([reply.status, reply.body.error.code], [503, "TransientError"]);
  assert.doesNotMatch(reply.text, /precious/);
});
