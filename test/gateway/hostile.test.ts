import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { until } from "./conditions.ts";
import { answering, EchoUpstream } from "./echo-upstream.ts";
import { spentBy, startGateway } from "./gateway-setup.ts";
import { connectTo, errorOf, sendRaw } from "./raw.ts";

const FILE = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";
const NOT_HTTP = "The request is not valid HTTP/1.1";

function never(): never {
  throw new Error("nothing is to be forwarded");
}

test("a request whose length can be read in two ways is refused, and so is what is smuggled in it", async () => {
  await using upstream = await EchoUpstream.start(never);
  await using server = await startGateway(upstream.url);
  const smuggled = "GET /api/v3/files/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
  const bodies: readonly (readonly [headers: string, body: string])[] = [
    ["Content-Length: 4\r\nTransfer-Encoding: chunked", `0\r\n\r\n${smuggled}`],
    ["Transfer-Encoding: chunked\r\nContent-Length: 4", `0\r\n\r\n${smuggled}`],
    ["Content-Length: 4\r\nContent-Length: 5", "12345"],
    ["Content-Length: 4, 4", "1234"],
    ["Content-Length: +4", "1234"],
    ["Content-Length: 0x4", "1234"],
    ["Content-Length : 4", "1234"],
    ["Content-Length: -1", ""],
    ["Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", `0\r\n\r\n${smuggled}`],
    ["Transfer-Encoding: xchunked", `0\r\n\r\n${smuggled}`],
    ["Transfer-Encoding: chunked, identity", `0\r\n\r\n${smuggled}`],
    ["Transfer-Encoding:\x0bchunked", `0\r\n\r\n${smuggled}`],
    ["Transfer-Encoding\r\n : chunked", `0\r\n\r\n${smuggled}`],
    ["Transfer-Encoding: chunked\nContent-Length: 4", `0\r\n\r\n${smuggled}`],
    ["Content-Length: 4\rTransfer-Encoding: chunked", `0\r\n\r\n${smuggled}`],
    ["Content-Length:\r\n 4", "1234"],
    ["Content-Length: 18446744073709551620", "1234"],
  ];
  for (const [headers, body] of bodies) {
    const request = `POST ${FILE}/comments HTTP/1.1\r\nHost: x\r\nx-apikey: ${server.alice.apikey}\r\n${headers}\r\n\r\n${body}`;
    const answer = await sendRaw(server.url, request);
    assert.deepEqual(errorOf(answer), ["400", "BadRequestError", NOT_HTTP], JSON.stringify(headers));
    assert.equal(answer.split("HTTP/1.1 ").length, 2, JSON.stringify(headers));
  }
  assert.equal(upstream.received.length, 0);
});

test("a request for two hosts is refused, whichever a proxy before us has read", async () => {
  await using upstream = await EchoUpstream.start(never);
  await using server = await startGateway(upstream.url);
  for (const path of [FILE, "/api/v3/users/me", "/"]) {
    const request = `GET ${path} HTTP/1.1\r\nHost: x\r\nx-apikey: ${server.alice.apikey}\r\nhost: evil.example\r\n\r\n`;
    const [status, code, message] = errorOf(await sendRaw(server.url, request));
    assert.deepEqual([status, code], ["400", "BadRequestError"], path);
    assert.equal(message, "The request has more than one Host header");
  }
});

test("a body in chunks that are none, or coded in a way that would be lost, ends the call", async () => {
  const outcomes: string[] = [];
  await using upstream = await EchoUpstream.start((message, response) => {
    message.resume();
    message.on("error", () => outcomes.push("aborted"));
    message.on("end", () => {
      outcomes.push("whole");
      response.end();
    });
  });
  await using server = await startGateway(upstream.url);
  const head = `POST /api/v3/files HTTP/1.1\r\nHost: x\r\nx-apikey: ${server.alice.apikey}\r\n`;
  const coded = await sendRaw(
    server.url,
    `${head}Connection: close\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
  );
  assert.deepEqual(errorOf(coded), [
    "400",
    "BadRequestError",
    'The request body must have no other transfer coding than "chunked"',
  ]);
  assert.equal(upstream.received.length, 0);
  for (const chunk of [
    "zz\r\n",
    "5\r\nabc\r\n0\r\n\r\n",
    "-1\r\n\r\n",
    "fffffffffffffffff\r\n",
    "3;a=b\rc\r\nabc\r\n",
    "3\nabc\n",
    "3 \r\nabc\r\n",
    `3;${"a".repeat(20_000)}\r\nabc\r\n`,
  ]) {
    const known = upstream.received.length;
    const socket = connectTo(server.url);
    socket.resume();
    const closed = once(socket, "close");
    socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`);
    await until("the beginning of the body", () => upstream.received.length === known + 1);
    socket.write(chunk, "latin1");
    await closed;
    await until("its end", () => outcomes.length === known + 1);
    assert.equal(outcomes.at(-1), "aborted", JSON.stringify(chunk));
  }
  assert.equal(await spentBy(server), 0);
});

test("no target in another form than a plain path gets to another endpoint's rule, or out at all", async () => {
  await using upstream = await EchoUpstream.start(never);
  await using server = await startGateway(upstream.url);
  const host = new URL(upstream.url).host;
  const targets = [
    `http://${host}/api/v3/files/x`,
    `${upstream.url}${FILE}`,
    `//${host}/api/v3/files/x`,
    "/api/v3/files/../users/alice",
    "/api/v3/files/%2e%2e/users/alice",
    "/api/v3/files/.%2E/users/alice",
    "/api/v3/files/x/..;/comments",
    "/api/v3/files/x%2fcomments",
    "/api/v3/files/x%5c..%5ccomments",
    "/api/v3/files\\x",
    "/api/v3/files/x%00",
    "/api/v3/files/x%0d%0aX-Injected:%201",
    "/api/v3/files//x",
    "/api/v3/files/%252e%252e/x",
    "/api/v3/files/x%23y",
    "/api/v3/files/%zz",
    `/api/v3/files/${"a".repeat(9_000)}`,
    "/api/v3/files/../../../authorize",
  ];
  for (const target of targets) {
    const request = `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-apikey: ${server.alice.apikey}\r\n\r\n`;
    const [status, code] = errorOf(await sendRaw(server.url, request));
    assert.match(`${status} ${code}`, /^(400 BadRequestError|404 NotFoundError)$/, target);
  }
  assert.equal(upstream.received.length, 0);
});

test("a header with a line break in it is refused, or does not get out", async () => {
  await using upstream = await EchoUpstream.start(answering({ data: {} }));
  await using server = await startGateway(upstream.url);
  const head = `GET ${FILE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-apikey: ${server.alice.apikey}\r\n`;
  for (const header of [
    "User-Agent: a\nX-Injected: 1",
    "User-Agent: a\rX-Injected: 1",
    "User-Agent: a\x00b",
    "X Y: 1",
  ]) {
    const answer = await sendRaw(server.url, `${head}${header}\r\n\r\n`);
    if (answer.startsWith("HTTP/1.1 400")) continue;
    assert.equal(upstream.received.at(-1)?.headers["x-injected"], undefined, JSON.stringify(header));
  }
  const latin1 = await sendRaw(server.url, `${head}User-Agent: caf\xe9\r\n\r\n`);
  assert.match(latin1, /^HTTP\/1\.1 200/);
  assert.equal(upstream.received.at(-1)?.headers["user-agent"], "caf\xe9");
});

test("headers that are too large, methods that are none and tunnels are refused in the envelope", async () => {
  await using upstream = await EchoUpstream.start(never);
  await using server = await startGateway(upstream.url);
  const key = `x-apikey: ${server.alice.apikey}`;
  const cases = [
    [
      `GET ${FILE} HTTP/1.1\r\nHost: x\r\nX-Long: ${"a".repeat(20_000)}\r\n\r\n`,
      "400 BadRequestError The request headers are larger than 16 KiB",
    ],
    [
      `TRACE ${FILE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${key}\r\n\r\n`,
      "400 BadRequestError Method TRACE is not supported here; use GET, POST, PUT, PATCH, DELETE, HEAD",
    ],
    [
      `OPTIONS ${FILE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      "400 BadRequestError Method OPTIONS is not supported here; use GET, POST, PUT, PATCH, DELETE, HEAD",
    ],
    [
      "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n",
      "400 BadRequestError Method CONNECT is not supported; Tollgate is no forward proxy",
    ],
    [`BREW ${FILE} HTTP/1.1\r\nHost: x\r\n\r\n`, `400 BadRequestError ${NOT_HTTP}`],
    [`GET ${FILE}\r\n\r\n`, "401 AuthenticationRequiredError X-Apikey header is missing"],
    [`GET ${FILE} HTTP/3.0\r\n${key}\r\n\r\n`, `400 BadRequestError ${NOT_HTTP}`],
    ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", `400 BadRequestError ${NOT_HTTP}`],
  ] as const;
  for (const [request, expected] of cases) {
    assert.equal(errorOf(await sendRaw(server.url, request)).join(" "), expected);
  }
  assert.equal(upstream.received.length, 0);
});

test("who asks for another protocol gets the answer in this one", async () => {
  await using upstream = await EchoUpstream.start(answering({ data: {} }));
  await using server = await startGateway(upstream.url);
  for (const protocol of ["Upgrade: websocket", "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__"]) {
    for (const target of [FILE, `/authorize${FILE}`, "/api/v3/users/alice"]) {
      const answer = await sendRaw(
        server.url,
        `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\n${protocol}\r\nx-apikey: ${server.alice.apikey}\r\n\r\n`,
      );
      assert.match(answer, /^HTTP\/1\.1 200 /, `${protocol} ${target}`);
    }
  }
  assert.deepEqual(
    upstream.received.map(({ headers }) => [headers.upgrade, headers["http2-settings"], headers.connection]),
    [
      [undefined, undefined, "keep-alive"],
      [undefined, undefined, "keep-alive"],
    ],
  );
});

test("headers are read to the last one, however many there are", async () => {
  await using upstream = await EchoUpstream.start(answering({ data: {} }));
  await using server = await startGateway(upstream.url);
  const many = "a:b\r\n".repeat(2_500);
  const call = `Connection: close\r\nx-apikey: ${server.alice.apikey}\r\n\r\n`;
  for (const target of [FILE, "/api/v3/users/alice"]) {
    const answer = await sendRaw(server.url, `GET ${target} HTTP/1.1\r\nHost: x\r\n${many}${call}`);
    assert.match(answer, /^HTTP\/1\.1 200 /, target);
  }
});

test("what follows a body in chunks as a trailer is no header, and goes nowhere", async () => {
  await using upstream = await EchoUpstream.start((message, response) => {
    message.resume().on("end", () => answering({ data: { ...message.trailers } })(message, response));
  });
  await using server = await startGateway(upstream.url);
  const head = "POST /api/v3/files HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTrailer: x-apikey";
  const body = (trailers: string) => `Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n${trailers}\r\n`;
  const key = `x-apikey: ${server.alice.apikey}\r\n`;
  const admitted = await sendRaw(server.url, `${head}\r\n${key}${body("x-tool: late\r\n")}`);
  assert.match(admitted, /^HTTP\/1\.1 200 .*\{"data":\{\}\}/s);
  assert.equal(upstream.received[0]?.headers.trailer, undefined);
  const refused = await sendRaw(server.url, `${head}\r\n${body(key)}`);
  assert.equal(errorOf(refused)[1], "AuthenticationRequiredError");
});

test("calls that are sent without waiting for answers are answered in their order", async () => {
  await using upstream = await EchoUpstream.start((message, response) => {
    answering({ data: message.url?.at(-1) })(message, response);
  });
  await using server = await startGateway(upstream.url);
  const call = (id: string, more = "") =>
    `GET /api/v3/files/${id} HTTP/1.1\r\nHost: x\r\n${more}x-apikey: ${server.alice.apikey}\r\n\r\n`;
  const answers = await sendRaw(server.url, call("a") + call("b") + call("c", "Connection: close\r\n"));
  assert.deepEqual(
    [...answers.matchAll(/\{"data":"(.)"\}/g)].map(([, id]) => id),
    ["a", "b", "c"],
  );
});
