import assert from "node:assert/strict";
import { test } from "node:test";
import { answering, EchoUpstream } from "./echo-upstream.ts";
import { LICENSED_KEY, startGateway } from "./gateway-setup.ts";

const FILE = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";

test("of a caller's headers only those on the list go on, with the licensed key in the place of his", async () => {
  await using upstream = await EchoUpstream.start(answering({ data: {} }));
  await using server = await startGateway(upstream.url);
  const key = server.alice.apikey;
  await server.requestTarget("GET", FILE, {
    key,
    headers: {
      accept: "application/json",
      "accept-encoding": "br, gzip;q=0.5",
      "accept-language": "de",
      authorization: `Bearer ${key}`,
      cookie: "session=x",
      forwarded: "for=192.0.2.1",
      "if-none-match": '"x"',
      range: "bytes=0-9",
      referer: "https://internal.example/",
      "user-agent": "agent; vtpy 0.22.0; gzip",
      "x-forwarded-for": "192.0.2.1",
      "x-forwarded-user": "root",
      "x-tollgate-user": "root",
      "x-tollgate-overhead-us": "1",
      "x-tool": "org.product.1.0",
      "x-user-password": "secret",
    },
  });
  const headers = upstream.received[0]?.headers;
  const { host, connection, ...rest } = headers ?? {};
  assert.equal(host, new URL(upstream.url).host);
  assert.equal(connection, "keep-alive");
  assert.deepEqual(rest, {
    accept: "application/json",
    "accept-encoding": "gzip",
    "accept-language": "de",
    "if-none-match": '"x"',
    range: "bytes=0-9",
    "user-agent": "agent; vtpy 0.22.0; gzip",
    "x-apikey": LICENSED_KEY,
    "x-tool": "org.product.1.0",
  });
});

test("a caller's key reaches the upstream in no header, no parameter and no path", async () => {
  await using upstream = await EchoUpstream.start(answering({ data: {} }));
  await using server = await startGateway(upstream.url);
  const key = server.alice.apikey;
  const queries = [
    [`?apikey=${key}&limit=2`, "?limit=2"],
    [`?limit=2&%61pi%6Bey=other&x-apikey=other&API_KEY=other`, "?limit=2"],
    ["?limit=2&monkey=3&a=%61", "?limit=2&monkey=3&a=%61"],
    [`?apikey=${key}`, ""],
  ] as const;
  for (const [query, sent] of queries) {
    const reply = await server.requestTarget("GET", FILE + query, { key });
    assert.equal(reply.status, 200);
    assert.equal(upstream.received.at(-1)?.url, FILE + sent);
  }
  const known = upstream.received.length;
  for (const target of [`/api/v3/files/${key}`, `${FILE}?query=${key}`]) {
    const reply = await server.requestTarget("GET", target, { key });
    assert.deepEqual(
      [reply.status, reply.body.error.message],
      [400, "The URL contains your API key; send it in the x-apikey header alone"],
    );
  }
  assert.equal(upstream.received.length, known);
  assert.ok(upstream.received.every(({ rawHeaders, url }) => !`${rawHeaders}${url}`.includes(key)));
});

test("of an upstream's headers only those on the list come back, and none with its key", async () => {
  await using upstream = await EchoUpstream.start(
    answering(
      { data: {} },
      {
        "access-control-allow-origin": "*",
        "cache-control": "public, max-age=60, s-maxage=600",
        "content-disposition": `attachment; filename="${LICENSED_KEY}"`,
        etag: '"x"',
        "last-modified": "Wed, 15 Jul 2026 10:00:00 GMT",
        server: "Google Frontend",
        "set-cookie": "a=b",
        "strict-transport-security": "max-age=1",
        "x-apikey": LICENSED_KEY,
        "x-cloud-trace-context": "x",
        "x-tollgate-overhead-us": "1",
        ratelimit: '"x";r=1',
      },
    ),
  );
  await using server = await startGateway(upstream.url);
  const reply = await server.requestTarget("GET", FILE, { key: server.alice.apikey });
  const { date, "x-request-id": id, "x-tollgate-overhead-us": overhead, ...rest } = reply.headers;
  assert.equal(typeof date, "string");
  assert.match(String(id), /^[0-9a-f-]{36}$/);
  assert.match(String(overhead), /^\d{2,6}$/);
  assert.deepEqual(rest, {
    "cache-control": "private, max-age=60",
    connection: "keep-alive",
    "content-length": "11",
    "content-type": "application/json",
    etag: '"x"',
    "keep-alive": "timeout=65",
    "last-modified": "Wed, 15 Jul 2026 10:00:00 GMT",
    vary: "Accept-Encoding",
    "x-content-type-options": "nosniff",
  });
});

test("the key of the upstream comes back in no body of text", async () => {
  const owner = { data: { type: "user", attributes: { apikey: "any key", note: `it is ${LICENSED_KEY}` } } };
  await using upstream = await EchoUpstream.start((message, response) => {
    const isJson = message.url?.includes("owner") === true;
    response.writeHead(200, { "content-type": isJson ? "application/json" : "text/html" });
    response.end(isJson ? JSON.stringify(owner) : `<p>${LICENSED_KEY}</p>`);
  });
  await using server = await startGateway(upstream.url);
  const key = server.alice.apikey;
  const json = await server.requestTarget("GET", "/api/v3/graphs/g/owner", { key });
  const masked = "*".repeat(64);
  assert.deepEqual(json.body, {
    data: { type: "user", attributes: { apikey: "[api key]", note: `it is ${masked}` } },
  });
  const page = await server.requestTarget("GET", "/api/v3/file_behaviours/x/html", { key });
  assert.deepEqual([page.status, page.text], [200, `<p>${masked}</p>`]);
  assert.equal(page.headers["content-length"], String(64 + 7));
});

test("HEAD is passed on, and answered without a body", async () => {
  await using upstream = await EchoUpstream.start((_message, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": "12345" }).end();
  });
  await using server = await startGateway(upstream.url);
  const reply = await server.requestTarget("HEAD", `${FILE}/download`, { key: server.alice.apikey });
  assert.deepEqual([reply.status, reply.headers["content-length"], reply.bytes.length], [200, "12345", 0]);
  assert.equal(upstream.received[0]?.method, "HEAD");
});

test("a body goes on as it came, and one of GET does not", async () => {
  const bodies: string[] = [];
  await using upstream = await EchoUpstream.start(async (message, response) => {
    let body = "";
    for await (const chunk of message) body += chunk;
    bodies.push(`${message.headers["content-type"]} ${message.headers["content-length"]} ${body}`);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await using server = await startGateway(upstream.url);
  const key = server.alice.apikey;
  const comment = { data: { type: "comment", attributes: { text: "é" } } };
  await server.requestTarget("POST", `${FILE}/comments`, { key, body: comment });
  await server.requestTarget("GET", FILE, { key, body: comment });
  assert.equal(bodies[0], `application/json 54 ${JSON.stringify(comment)}`);
  assert.equal(bodies.at(-1), "undefined undefined ");
});
