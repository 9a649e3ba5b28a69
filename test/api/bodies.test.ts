import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { startTestServer, type TestServer } from "../harness.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const TOO_LARGE = "The request body is larger than 1 MiB, or than 64 KiB where no API key is needed";

async function errorOf(server: TestServer, rawBody: string | Buffer, headers: Record<string, string> = {}) {
  const reply = await server.request("POST", "/groups", { key: server.operator.apikey, rawBody, headers });
  return [reply.status, reply.body.error.code, reply.body.error.message];
}

test("JSON is read whatever its content type says", async () => {
  await using server = await startTestServer();
  const key = server.operator.apikey;
  const types = [
    "text/plain",
    "application/octet-stream",
    "application/json; charset=latin1",
    "nonsense",
    "",
  ];
  for (const [index, type] of types.entries()) {
    const body = { data: { type: "group", id: `group-${index}`, attributes: { organization: "x" } } };
    const reply = await server.request("POST", "/groups", { key, body, headers: { "content-type": type } });
    assert.equal(reply.status, 200, `${type}: ${reply.text}`);
  }
});

test("a body that cannot be read is 400 with what is wrong with it", async () => {
  await using server = await startTestServer();
  const deep = `{"data":${"[".repeat(40)}${"]".repeat(40)}}`;
  const cases: [string | Buffer, string][] = [
    ["", "The request body is empty; send a JSON object"],
    [
      "{",
      "The request body is not valid JSON: Expected property name or '}' in JSON at position 1 (line 1 column 2)",
    ],
    ['{"data":', "The request body is not valid JSON: Unexpected end of JSON input"],
    [Buffer.from([0x22, 0xff, 0x22]), "The request body is not valid UTF-8"],
    ['{"__proto__":{"x":1}}', 'The key "__proto__" is not allowed in a request body'],
    ['{"data":{"constructor":1}}', 'The key "constructor" is not allowed in a request body'],
    [deep, "The request body must not nest deeper than 32 levels"],
    [`${"[".repeat(100_000)}`, "The request body is not valid JSON: Unexpected end of JSON input"],
    ['{"data":{"id":"a\\u0000"}}', "data.id must not contain the character U+0000"],
    ['{"data":{"id":"\\ud800"}}', "data.id is not well-formed Unicode"],
    ['{"data":{"\\u0000":1}}', "A key of the request body must not contain the character U+0000"],
    [
      '{"data":{"attributes":{"preferences":{"a":[-1e400]}}}}',
      "data.attributes.preferences.a[0] is a number out of range",
    ],
    ["[]", "The request body must be an object"],
    ["null", "The request body must be an object"],
    ["{}", "data: is required"],
  ];
  for (const [body, message] of cases) {
    assert.deepEqual(await errorOf(server, body), [400, "BadRequestError", message]);
  }
});

test("a body of 1 MiB is read and a larger one is refused with 400, announced or not", async () => {
  await using server = await startTestServer();
  const largest = `${" ".repeat(MIB - 2)}{}`;
  assert.deepEqual(await errorOf(server, largest), [400, "BadRequestError", "data: is required"]);
  const refused = [400, "BadRequestError", TOO_LARGE];
  assert.deepEqual(await errorOf(server, ` ${largest}`), refused);
  const chunked = await fetch(`${server.url}/api/v3/groups`, {
    method: "POST",
    headers: { "x-apikey": server.operator.apikey },
    duplex: "half",
    body: new Blob([` ${largest}`]).stream(),
  });
  assert.equal(chunked.status, 400);
  const { error } = (await chunked.json()) as { error: { code: string; message: string } };
  assert.deepEqual([400, error.code, error.message], refused);
});

test("who shows no key may send 64 KiB and no more", async () => {
  await using server = await startTestServer();
  const messageOf = async (length: number) => {
    const rawBody = `${" ".repeat(length - 2)}{}`;
    const { status, body } = await server.request("POST", "/invitations/x/accept", { rawBody });
    return [status, body.error.code, body.error.message];
  };
  assert.deepEqual(await messageOf(64 * KIB), [400, "BadRequestError", "data: is required"]);
  assert.deepEqual(await messageOf(64 * KIB + 1), [400, "BadRequestError", TOO_LARGE]);
});

test("a compressed body is refused rather than taken for garbage", async () => {
  await using server = await startTestServer();
  const headers = { "content-encoding": "gzip" };
  assert.deepEqual(await errorOf(server, gzipSync("{}"), headers), [
    400,
    "BadRequestError",
    'The request body must not be compressed, but its Content-Encoding is "gzip"',
  ]);
});

test("without a key a body is not even looked at", async () => {
  await using server = await startTestServer();
  for (const rawBody of ["{", "x".repeat(2 * MIB)]) {
    const reply = await server.request("POST", "/groups", { rawBody });
    assert.deepEqual([reply.status, reply.body.error.code], [401, "AuthenticationRequiredError"]);
  }
});

test("a body sent with GET is ignored", async () => {
  await using server = await startTestServer();
  const reply = await server.request("GET", "/metadata", { key: server.operator.apikey, rawBody: "{" });
  assert.equal(reply.status, 200);
});
