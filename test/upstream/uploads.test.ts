import { deepEqual, equal, ok } from "node:assert/strict";
import { createHash, hash } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { formOf, startDemo } from "./client.ts";

const MIB = 1024 * 1024;

test("an upload is hashed as it arrives, found by its hashes afterwards, and downloaded as it was", async () => {
  await using demo = await startDemo();
  const content = Buffer.from("some bytes \r\n--a-boundar and more");
  const sent = await demo.request("POST", "/files", formOf(content, "notes.txt"));
  equal(sent.status, 200);
  equal(sent.body.data.type, "analysis");

  const hashes = { md5: hash("md5", content), sha1: hash("sha1", content), sha256: hash("sha256", content) };
  for (const name of Object.values(hashes)) {
    const { id, attributes } = (await demo.get(`/files/${name}`)).body.data;
    const { md5, sha1, sha256, size, names } = attributes;
    deepEqual({ md5, sha1, sha256 }, hashes);
    deepEqual([id, size, names], [hashes.sha256, content.length, ["notes.txt"]]);
  }
  const analysis = (await demo.get(`/analyses/${sent.body.data.id}`)).body;
  equal(analysis.data.attributes.status, "completed");
  deepEqual(analysis.meta.file_info, { ...hashes, size: content.length });
  equal((await demo.get(`/analyses/${sent.body.data.id}/item`)).body.data.id, hashes.sha256);
  deepEqual((await demo.get(`/files/${hashes.md5}/download`)).bytes, content);
});

test("the first upload of some bytes is told apart from those that follow", async () => {
  await using demo = await startDemo();
  const header = async (content: string) =>
    (await demo.request("POST", "/files", formOf(content))).headers["x-new-file"];
  deepEqual([await header("a"), await header("a"), await header("b")], ["true", "false", "true"]);
});

test("an empty file is a file", async () => {
  await using demo = await startDemo();
  equal((await demo.request("POST", "/files", formOf(""))).status, 200);
  equal((await demo.get(`/files/${hash("md5", "")}`)).body.data.attributes.size, 0);
});

test("a form without a file, cut short, or of another kind is refused", async () => {
  await using demo = await startDemo();
  const whole = formOf("content");
  const short = Buffer.from(whole.rawBody ?? "").subarray(0, -8);
  const named = Buffer.from(String(whole.rawBody).replace('name="file"', 'name="other"'));
  for (const [call, message] of [
    [{ ...whole, rawBody: short }, "The body ends before its last boundary"],
    [{ ...whole, rawBody: named }, 'There is no part named "file"'],
    [{ body: {} }, "The body must be multipart/form-data"],
  ] as const) {
    const { status, body } = await demo.request("POST", "/files", call);
    deepEqual([status, body.error], [400, { code: "BadRequestError", message }]);
  }
});

test("the usual address takes 32 MB and no more; the large one takes what that refuses", async () => {
  await using demo = await startDemo();
  const content = Buffer.alloc(32 * MIB + 1, "x");
  const refused = await demo.request("POST", "/files", formOf(content));
  deepEqual(
    [refused.status, refused.body.error],
    [
      413,
      {
        code: "BadRequestError",
        message: "The file is larger than 32 MB; see /files/upload_url for larger files",
      },
    ],
  );
  equal((await demo.request("POST", "/files", formOf(content.subarray(1)))).status, 200);

  const address = (await demo.get("/files/upload_url")).body.data;
  equal(new URL(address).origin, demo.upstream.url);
  const target = address.slice(demo.upstream.url.length);
  equal((await demo.requestTarget("POST", target, formOf(content))).status, 200);
  equal((await demo.requestTarget("POST", "/_ah/upload/another/", formOf("x"))).status, 404);
});

test("an upload of 300 MB is hashed right in constant memory", async () => {
  await using demo = await startDemo();
  const chunk = Buffer.alloc(MIB, "tollgate");
  const expected = createHash("sha256");
  const { rawBody, headers } = formOf("|");
  const [head = "", tail = ""] = String(rawBody).split("|");
  const address = (await demo.get("/files/upload_url")).body.data;
  const upload = httpRequest(address, {
    method: "POST",
    headers: { ...headers, "x-apikey": demo.upstream.key },
  });
  const answered = once(upload, "response");
  upload.write(head);
  const before = process.memoryUsage().rss;
  const peaks: number[] = [];
  for (let sent = 0; sent < 300; sent++) {
    expected.update(chunk);
    if (!upload.write(chunk)) await once(upload, "drain");
    peaks.push(process.memoryUsage().rss);
  }
  upload.end(tail);
  const [response] = await answered;
  equal(response.statusCode, 200, await text(response));
  const { attributes } = (await demo.get(`/files/${expected.digest("hex")}`)).body.data;
  equal(attributes.size, 300 * MIB);
  const grown = (Math.max(...peaks) - before) / MIB;
  ok(grown < 120, `the process grew by ${grown.toFixed()} MiB`);
});

test("an analysis is queued, then in progress, then completed, by how often it is asked for", async () => {
  await using demo = await startDemo({ pollsUntilCompleted: 2 });
  const { id } = (await demo.request("POST", "/files", formOf("content"))).body.data;
  const statuses: string[] = [];
  for (let poll = 0; poll < 4; poll++) {
    const { attributes } = (await demo.get(`/analyses/${id}`)).body.data;
    statuses.push(attributes.status);
    equal(Object.keys(attributes.results).length, attributes.status === "completed" ? 10 : 0);
  }
  deepEqual(statuses, ["queued", "in-progress", "completed", "completed"]);
});

test("a URL is submitted by either kind of form and analysed", async () => {
  await using demo = await startDemo();
  const multipart = formOf("http://a.example/x");
  const calls = [
    {
      rawBody: `url=${encodeURIComponent("http://a.example/x")}`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    },
    {
      ...multipart,
      rawBody: String(multipart.rawBody).replace('name="file"; filename="sample.bin"', 'name="url"'),
    },
  ];
  for (const call of calls) {
    const { body } = await demo.request("POST", "/urls", call);
    const analysis = (await demo.get(`/analyses/${body.data.id}`)).body;
    equal(analysis.meta.url_info.url, "http://a.example/x");
    equal((await demo.get(`/analyses/${body.data.id}/item`)).body.data.attributes.url, "http://a.example/x");
  }
  const bad = await demo.request("POST", "/urls", { rawBody: "url=", headers: {} });
  deepEqual([bad.status, bad.body.error.code], [400, "InvalidArgumentError"]);
});

test("a private upload has a private analysis of a private file", async () => {
  await using demo = await startDemo();
  const { data } = (await demo.request("POST", "/private/files", formOf("secret"))).body;
  equal(data.type, "private_analysis");
  equal((await demo.get(`/private/analyses/${data.id}`)).body.data.attributes.status, "completed");
  const file = (await demo.get(`/private/files/${hash("sha256", "secret")}`)).body.data;
  deepEqual([file.type, file.attributes.size], ["private_file", 6]);
});

test("a download has the file's size, the same bytes each time, and an address that needs no key", async () => {
  await using demo = await startDemo();
  const id = hash("sha256", "some file");
  const { size } = (await demo.get(`/files/${id}`)).body.data.attributes;
  const { bytes } = await demo.get(`/files/${id}/download`);
  equal(bytes.length, size);
  const address = (await demo.get(`/files/${id}/download_url`)).body.data;
  const signed = await demo.requestTarget("GET", address.slice(demo.upstream.url.length), { key: undefined });
  deepEqual(signed.bytes, bytes);
  const forged = await demo.requestTarget("GET", `/samples/${id}?Signature=x`, { key: undefined });
  equal(forged.status, 403);
  await using redirecting = await startDemo({ redirectsDownloads: true });
  const redirect = await redirecting.get(`/files/${id}/download`);
  equal(redirect.status, 302);
  ok(redirect.headers.location?.startsWith(`${redirecting.upstream.url}/samples/${id}?Signature=`));
});
