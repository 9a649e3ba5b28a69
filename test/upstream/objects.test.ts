import { deepEqual, equal, notDeepEqual, ok } from "node:assert/strict";
import { hash } from "node:crypto";
import { test } from "node:test";
import { startDemo } from "./client.ts";

const MD5 = "44d88612fea8a8f36de82e1278abb02f";
const URL_ID = Buffer.from("http://www.example.com/").toString("base64url");

const QUESTIONS = [
  `/files/${MD5}`,
  `/files/${hash("sha1", "x")}`,
  `/files/${hash("sha256", "x")}?relationships=contacted_domains,comments`,
  `/files/${MD5}/behaviours`,
  `/files/${MD5}/behaviour_summary`,
  `/files/${MD5}/behaviour_mitre_trees`,
  `/files/${MD5}/votes`,
  `/urls/${URL_ID}`,
  `/urls/${URL_ID}/network_location`,
  "/domains/example.com",
  "/domains/example.com/subdomains?limit=3",
  "/domains/example.com/comments",
  "/ip_addresses/192.0.2.7",
  "/ip_addresses/2001:db8::7",
  "/ip_addresses/192.0.2.7/relationships/communicating_files",
  "/search?query=example.com",
  "/intelligence/search?query=type:pdf&limit=30",
  "/feeds/files/202606301200",
  "/metadata",
  "/files/upload_url",
];

test("two demos answer the same questions alike, in whatever order they are asked", async () => {
  await using first = await startDemo({ publicUrl: "https://demo.example" });
  await using second = await startDemo({ publicUrl: "https://demo.example" });
  const answers = new Map<string, string>();
  for (const path of QUESTIONS) {
    const { status, text } = await first.get(path);
    equal(status, 200, path);
    answers.set(path, text);
  }
  for (const path of [...QUESTIONS, ...QUESTIONS].reverse()) {
    equal((await second.get(path)).text, answers.get(path), path);
  }
});

test("different ids are different objects", async () => {
  await using demo = await startDemo();
  const attributes = async (id: string) => (await demo.get(`/domains/${id}`)).body.data.attributes;
  notDeepEqual(await attributes("a.example"), await attributes("b.example"));
});

test("a file is the same one by the name that was asked for and by the longer names that its answer gives", async () => {
  await using demo = await startDemo();
  for (const name of [MD5, hash("sha1", "anything")]) {
    const { data } = (await demo.get(`/files/${name}`)).body;
    const { md5, sha1, sha256 } = data.attributes;
    equal(data.id, sha256);
    const names = [md5, sha1, sha256, sha256.toUpperCase()];
    ok(names.includes(name));
    for (const other of names.slice(names.indexOf(name))) {
      deepEqual((await demo.get(`/files/${other}`)).body.data, data);
    }
  }
});

test("a URL is known by itself in base64url and, once it was named, by its SHA-256", async () => {
  await using demo = await startDemo();
  const id = hash("sha256", "http://www.example.com/");
  equal((await demo.get(`/urls/${id}`)).status, 404);
  const { data } = (await demo.get(`/urls/${URL_ID}`)).body;
  equal(data.id, id);
  equal(data.attributes.url, "http://www.example.com/");
  deepEqual((await demo.get(`/urls/${id}`)).body.data, data);
});

test("an object's stats count what its engines say", async () => {
  await using demo = await startDemo();
  for (const path of [
    `/files/${MD5}`,
    "/domains/example.com",
    "/ip_addresses/192.0.2.1",
    `/urls/${URL_ID}`,
  ]) {
    const { attributes } = (await demo.get(path)).body.data;
    const results = Object.values<{ category: string }>(attributes.last_analysis_results);
    equal(results.length, 10);
    for (const [category, count] of Object.entries(attributes.last_analysis_stats)) {
      equal(results.filter((result) => result.category === category).length, count, `${path} ${category}`);
    }
  }
});

test("attributes, exclude_attributes and relationships choose what an object shows", async () => {
  await using demo = await startDemo();
  const chosen = (await demo.get("/domains/example.com?attributes=tld,reputation")).body.data;
  deepEqual(Object.keys(chosen.attributes).sort(), ["reputation", "tld"]);
  const rest = (await demo.get("/domains/example.com?exclude_attributes=tld")).body.data;
  ok(!("tld" in rest.attributes) && "reputation" in rest.attributes);
  const { relationships } = (await demo.get("/domains/example.com?relationships=subdomains,unknown")).body
    .data;
  deepEqual(Object.keys(relationships), ["subdomains"]);
  deepEqual(relationships.subdomains.data[0], { type: "domain", id: "www.example.com" });
  equal(relationships.subdomains.links.related, `${demo.upstream.url}/api/v3/domains/example.com/subdomains`);
});

test("links are absolute, under the address that the call came to or under the public one", async () => {
  await using plain = await startDemo();
  const own = await plain.request("GET", "/domains/example.com", {
    headers: { host: "upstream.example:81" },
  });
  equal(own.body.data.links.self, "http://upstream.example:81/api/v3/domains/example.com");
  await using known = await startDemo({ publicUrl: "https://www.example.com" });
  equal(
    (await known.get("/files/upload_url")).body.data.startsWith("https://www.example.com/_ah/upload/"),
    true,
  );
  equal(
    (await known.get("/domains/a.example")).body.data.links.self,
    "https://www.example.com/api/v3/domains/a.example",
  );
});

const REFUSALS = [
  ["/files/nothing", 404, "NotFoundError", 'File "nothing" not found'],
  [`/files/${"0".repeat(32)}`, 404, "NotFoundError", `File "${"0".repeat(32)}" not found`],
  ["/urls/!", 404, "NotFoundError", 'URL "!" not found'],
  ["/domains/a..b", 400, "InvalidArgumentError", 'Domain "a..b" is not a valid domain pattern'],
  ["/domains/nobody.invalid", 404, "NotFoundError", 'Domain "nobody.invalid" not found'],
  ["/ip_addresses/1.2.3", 400, "InvalidArgumentError", '"1.2.3" is not a valid IPv4 or IPv6 address'],
  ["/analyses/bad", 404, "NotFoundError", 'Analysis "bad" not found'],
  ["/domains/a.example/nothing", 404, "NotFoundError", 'Relationship "nothing" not found'],
  ["/domains/a.example/toString", 404, "NotFoundError", 'Relationship "toString" not found'],
  ["/domains/a.example/siblings?limit=0", 400, "InvalidArgumentError", 'Invalid limit: "0"'],
  ["/domains/a.example/siblings?cursor=x", 400, "InvalidArgumentError", 'Invalid cursor: "x"'],
  ["/search", 400, "BadRequestError", "The parameter query is missing"],
  ["/domains/%zz", 400, "BadRequestError", "The path has a percent sign that escapes nothing"],
  ["/unknown", 404, "NotFoundError", "Resource not found."],
] as const;

test("what cannot be answered is refused in VirusTotal's envelope", async () => {
  await using demo = await startDemo();
  for (const [path, status, code, message] of REFUSALS) {
    const reply = await demo.get(path);
    deepEqual([reply.status, reply.body], [status, { error: { code, message } }], path);
  }
});

test("without a key, and with a wrong one, nothing is told", async () => {
  await using demo = await startDemo({ key: "the right key" });
  const missing = await demo.request("GET", "/domains/a.example", { key: undefined });
  deepEqual(missing.body.error, {
    code: "AuthenticationRequiredError",
    message: "X-Apikey header is missing",
  });
  const wrong = await demo.request("GET", "/domains/a.example", { key: "another key" });
  deepEqual([wrong.status, wrong.body.error.code], [401, "WrongCredentialsError"]);
  equal((await demo.get("/domains/a.example")).status, 200);
});

test("answers are compressed when the caller takes gzip, errors included, and not otherwise", async () => {
  await using demo = await startDemo();
  for (const path of ["/domains/a.example", "/unknown"]) {
    const packed = await demo.request("GET", path, { headers: { "accept-encoding": "gzip" } });
    equal(packed.headers["content-encoding"], "gzip");
    const plain = await demo.get(path);
    equal(plain.headers["content-encoding"], undefined);
    deepEqual(packed.body, plain.body);
  }
  const refused = await demo.request("GET", "/unknown", { headers: { "accept-encoding": "gzip;q=0" } });
  equal(refused.headers["content-encoding"], undefined);
});
