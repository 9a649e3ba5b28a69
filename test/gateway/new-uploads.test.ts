import assert from "node:assert/strict";
import { hash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { readRuleFile } from "../../src/gateway/rule-file.ts";
import { answering, EchoUpstream } from "./echo-upstream.ts";
import { type GatewayServer, spentBy, startGateway } from "./gateway-setup.ts";

const KIB = 1024;

/** An upstream that says of uploads what VirusTotal does: nothing about whether they were new. */
async function startUpstream() {
  const known = new Set<string>();
  const upstream = await EchoUpstream.start((message, response) => {
    const { method, url = "", headers } = message;
    message.resume().on("end", () => {
      if (method === "POST") answering({ data: { type: "analysis", id: "x" } })(message, response);
      else if (url.endsWith("upload_url"))
        answering({ data: `http://${headers.host}/large` })(message, response);
      else if (known.has(url.slice("/api/v3/files/".length))) answering({ data: {} })(message, response);
      else answering({ error: { code: "NotFoundError", message: "no" } }, {}, 404)(message, response);
    });
  });
  return { url: upstream.url, known, [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose]() };
}

interface Part {
  readonly name: string;
  readonly content: Buffer;
}

async function upload(
  server: GatewayServer,
  parts: readonly Part[],
  { target = "/api/v3/files", type = 'multipart/form-data; boundary="b0"' } = {},
): Promise<void> {
  const pieces = parts.flatMap(({ name, content }) => [
    Buffer.from(`--b0\r\nContent-Disposition: form-data; name="${name}"; filename="x"\r\n\r\n`),
    content,
    Buffer.from("\r\n"),
  ]);
  const rawBody = Buffer.concat([...pieces, Buffer.from("--b0--\r\n")]);
  const headers = { "content-type": type };
  const reply = await server.requestTarget("POST", target, { key: server.alice.apikey, rawBody, headers });
  assert.equal(reply.status, 200, reply.text);
}

function lookUp(server: GatewayServer, id: string) {
  return server.requestTarget("GET", `/api/v3/files/${id}`, { key: server.alice.apikey });
}

/** What something has cost. */
async function costOf(server: GatewayServer, act: () => Promise<unknown>): Promise<number> {
  const before = await spentBy(server);
  await act();
  return (await spentBy(server)) - before;
}

function fileOf(content: Buffer): readonly Part[] {
  return [{ name: "file", content }];
}

test("the upload of a file that the upstream has said not to know is free, whichever hash it was asked by, and once", async () => {
  await using upstream = await startUpstream();
  await using server = await startGateway(upstream.url);
  for (const algorithm of ["sha256", "sha1", "md5"]) {
    const content = randomBytes(300 * KIB);
    const id = hash(algorithm, content);
    assert.equal(await costOf(server, () => lookUp(server, id.toUpperCase())), 1);
    assert.equal(await costOf(server, () => upload(server, fileOf(content))), 0, algorithm);
    assert.equal(await costOf(server, () => upload(server, fileOf(content))), 1, algorithm);
  }
  const { body } = await server.request("GET", "/users/alice/api_usage", { key: server.alice.apikey });
  const { total, total_endpoints_not_consuming_quota: free } = body.data;
  assert.deepEqual([total.file_upload, free.file_upload], [3, 3]);
});

test("an upload to an address for large files is free alike", async () => {
  await using upstream = await startUpstream();
  await using server = await startGateway(upstream.url);
  const content = randomBytes(KIB);
  await lookUp(server, hash("sha256", content));
  const { body } = await server.requestTarget("GET", "/api/v3/files/upload_url", {
    key: server.alice.apikey,
  });
  const target = body.data.slice(server.url.length);
  assert.equal(await costOf(server, () => upload(server, fileOf(content), { target })), 0);
});

test("an upload is charged when nobody asked for its file, or the upstream knows it", async () => {
  await using upstream = await startUpstream();
  await using server = await startGateway(upstream.url);
  const [unasked, known, other] = [randomBytes(KIB), randomBytes(KIB), randomBytes(KIB)];
  const id = hash("sha256", known);
  await lookUp(server, id);
  await lookUp(server, hash("sha256", other));
  upstream.known.add(id);
  await lookUp(server, id);
  for (const content of [unasked, known]) {
    assert.equal(await costOf(server, () => upload(server, fileOf(content))), 1);
  }
});

test("a form in which two servers could see two files is charged", async () => {
  await using upstream = await startUpstream();
  await using server = await startGateway(upstream.url);
  const [fresh, other] = [randomBytes(KIB), randomBytes(KIB)];
  await lookUp(server, hash("sha256", fresh));
  const file = { name: "file", content: fresh };
  for (const [parts, type] of [
    [[file, { name: "file", content: other }]],
    [[{ name: "file", content: other }, file]],
    [[file, { name: "FILE", content: other }]],
    [[{ name: "other", content: fresh }]],
    [[file], "multipart/form-data; boundary=b0; boundary=b1"],
    [[file], "application/octet-stream"],
  ] as const) {
    assert.equal(await costOf(server, () => upload(server, parts, { ...(type && { type }) })), 1);
  }
  const also = [{ name: "password", content: Buffer.from("infected") }, file];
  assert.equal(await costOf(server, () => upload(server, also)), 0);
});

test("an operator's rule for uploads decides whether new ones are free", async () => {
  await using upstream = await startUpstream();
  const rules = readRuleFile(
    "rules.yaml",
    `
rules:
  - {methods: [POST], path: /files, bucket: file_upload, charges: [{quota: api_requests, cost: 2}], settle: [{when: {upload: new}, charges: [{quota: api_requests, cost: 1}]}]}
`,
  );
  await using server = await startGateway(upstream.url, { rules });
  const content = randomBytes(KIB);
  await lookUp(server, hash("sha256", content));
  assert.equal(await costOf(server, () => upload(server, fileOf(content))), 1);
  assert.equal(await costOf(server, () => upload(server, fileOf(content))), 2);
});
