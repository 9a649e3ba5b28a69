import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { EchoUpstream, type Received } from "./echo-upstream.ts";
import { LICENSED_KEY, spentBy, startDemo, startGateway } from "./gateway-setup.ts";

const FILE = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";

function multipart(content: Buffer) {
  const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n';
  return {
    rawBody: Buffer.concat([Buffer.from(head), content, Buffer.from("\r\n--b--\r\n")]),
    headers: { "content-type": "multipart/form-data; boundary=b" },
  };
}

test("a large upload goes to the address that the upstream gave out, through us, and is charged", async () => {
  await using server = await startDemo();
  const key = server.alice.apikey;
  const { body } = await server.requestTarget("GET", "/api/v3/files/upload_url", { key });
  assert.ok(body.data.startsWith(`${server.url}/api/v3/_transfer/`), body.data);
  assert.equal(await spentBy(server), 0);
  const content = Buffer.alloc(300_000, "large");
  const path = body.data.slice(server.url.length);
  const reply = await server.requestTarget("POST", path, { key, ...multipart(content) });
  assert.equal(reply.status, 200, reply.text);
  assert.equal(reply.body.data.type, "analysis");
  // A file that is new to the upstream is free; the second time it is not.
  assert.equal(await spentBy(server), 0);
  await server.requestTarget("POST", path, { key, ...multipart(content) });
  assert.equal(await spentBy(server), 1);
  const sha256 = createHash("sha256").update(content).digest("hex");
  const file = await server.requestTarget("GET", `/api/v3/files/${sha256}`, { key });
  assert.equal(file.body.data.attributes.size, content.length);
  const [, upload] = server.upstream.calls;
  assert.match(upload?.path ?? "", /^\/_ah\/upload\//);
  assert.equal(upload?.headers["x-apikey"], LICENSED_KEY);
});

test("an upload needs a key, and the role where one is needed", async () => {
  await using server = await startDemo();
  const key = server.alice.apikey;
  const { body } = await server.requestTarget("GET", "/api/v3/files/upload_url", { key });
  const path = body.data.slice(server.url.length);
  const known = server.upstream.calls.length;
  const anonymous = await server.requestTarget("POST", path, multipart(Buffer.from("x")));
  assert.deepEqual([anonymous.status, anonymous.body.error.code], [401, "AuthenticationRequiredError"]);
  const read = await server.requestTarget("GET", path, { key });
  assert.deepEqual(
    [read.status, read.body.error.message],
    [400, "Method GET is not supported at this address; use POST or PUT"],
  );
  assert.equal(server.upstream.calls.length, known);
});

test("a download address leads through us, is charged once, and is good without a key for an hour", async () => {
  await using server = await startDemo();
  const key = server.alice.apikey;
  const { body } = await server.requestTarget("GET", `${FILE}/download_url`, { key });
  const path = body.data.slice(server.url.length);
  const direct = await server.requestTarget("GET", `${FILE}/download`, { key });
  assert.equal(direct.status, 200);
  assert.equal(await spentBy(server), 2);
  for (const caller of [{ key }, {}]) {
    const reply = await server.requestTarget("GET", path, caller);
    assert.deepEqual([reply.status, reply.bytes.equals(direct.bytes)], [200, true]);
  }
  assert.equal((await server.requestTarget("GET", path, { key: "0".repeat(64) })).status, 401);
  assert.equal(await spentBy(server), 2);
  server.clock.advance(3_600_000);
  const late = await server.requestTarget("GET", path, { key });
  assert.deepEqual([late.status, late.body.error.code], [404, "NotFoundError"]);
});

test("a redirect to another host is followed through us, and that host gets no key", async () => {
  const stored: Received[] = [];
  await using storage = await EchoUpstream.start((message, response) => {
    const { method = "", url = "", rawHeaders, headers } = message;
    stored.push({ method, url, rawHeaders, headers, message });
    response.writeHead(200, { "content-type": "application/octet-stream" }).end("the file");
  });
  await using upstream = await EchoUpstream.start((message, response) => {
    const isApi = message.url?.endsWith("/download") === false;
    const location = isApi
      ? "/api/v3/files/y?a=b"
      : `${storage.url}/bucket/x?Signature=a%2Fb&x=${"y".repeat(900)}`;
    response.writeHead(302, { location }).end();
  });
  await using server = await startGateway(upstream.url);
  const key = server.alice.apikey;
  const reply = await server.requestTarget("GET", `${FILE}/download`, { key });
  assert.equal(reply.status, 302);
  const location = String(reply.headers.location);
  assert.ok(location.startsWith(`${server.url}/api/v3/_transfer/`), location);
  const file = await server.requestTarget("GET", location.slice(server.url.length), { key });
  assert.deepEqual([file.status, file.text], [200, "the file"]);
  assert.equal(stored[0]?.url, `/bucket/x?Signature=a%2Fb&x=${"y".repeat(900)}`);
  const sent = String(stored[0]?.rawHeaders);
  assert.ok(!sent.includes(key) && !sent.includes(LICENSED_KEY), sent);
  const api = await server.requestTarget("GET", FILE, { key });
  assert.equal(api.headers.location, `${server.url}/api/v3/files/y?a=b`);
  assert.equal(await spentBy(server), 2);
});

test("nothing but what was sealed here is connected to", async () => {
  await using server = await startDemo();
  const key = server.alice.apikey;
  const { body } = await server.requestTarget("GET", `${FILE}/download_url`, { key });
  const path: string = body.data.slice(server.url.length);
  const known = server.upstream.calls.length;
  const last = path.at(-1) === "A" ? "B" : "A";
  const forged = [
    `${path.slice(0, -1)}${last}`,
    path.slice(0, -4),
    "/api/v3/_transfer/",
    "/api/v3/_transfer",
    `/api/v3/_transfer/${Buffer.from(server.upstream.url).toString("base64url")}`,
    `/api/v3/_transfer/${encodeURIComponent(server.upstream.url)}`,
  ];
  for (const target of forged) {
    const reply = await server.requestTarget("GET", target, { key });
    assert.ok([400, 404].includes(reply.status), `${target}: ${reply.status}`);
  }
  assert.equal(server.upstream.calls.length, known);
});

test("an address that is less safe than the upstream itself is not handed on", async () => {
  for (const data of ["ftp://files.example/x", "http://user:secret@files.example/x"]) {
    await using upstream = await EchoUpstream.start((_message, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data }));
    });
    await using server = await startGateway(upstream.url);
    const reply = await server.requestTarget("GET", `${FILE}/download_url`, { key: server.alice.apikey });
    if (data.startsWith("ftp:")) assert.deepEqual(reply.body, { data });
    else assert.deepEqual([reply.status, reply.body.error.code], [424, "FailedDependencyError"]);
  }
});
