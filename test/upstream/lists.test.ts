import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { startDemo } from "./client.ts";

const LISTS = [
  "/intelligence/search?query=type:peexe%20p:5%2B&limit=40",
  "/domains/example.com/communicating_files?limit=7",
  "/domains/example.com/relationships/siblings",
  "/ip_addresses/192.0.2.9/urls?limit=4",
  "/domains/example.com/resolutions?limit=3",
  "/files/44d88612fea8a8f36de82e1278abb02f/contacted_domains?limit=5",
];

test("the pages of a list hold each of its items once, and as many as it says", async () => {
  await using demo = await startDemo();
  for (const path of LISTS) {
    const { count } = (await demo.get(path)).body.meta;
    const pages = await demo.pages(path);
    const ids = pages.flat().map(({ id }) => id);
    equal(ids.length, count, path);
    equal(new Set(ids).size, count, path);
    ok(pages.length > 1, path);
  }
});

test("a search has several pages, whose cursor and next link agree", async () => {
  await using demo = await startDemo();
  const { body } = await demo.get("/intelligence/search?query=a%20b&limit=10&descriptors_only=true");
  deepEqual(Object.keys(body.data[0]), ["type", "id"]);
  const next = new URL(body.links.next);
  equal(next.searchParams.get("cursor"), body.meta.cursor);
  equal(next.searchParams.get("query"), "a b");
  equal(next.searchParams.get("limit"), "10");
});

test("the last page has neither cursor nor next link", async () => {
  await using demo = await startDemo();
  const { body } = await demo.get("/domains/example.com/subdomains?limit=40");
  deepEqual(body.meta, { count: 12 });
  deepEqual(Object.keys(body.links), ["self"]);
});

test("every listed object can be had by itself, and is the same there", async () => {
  await using demo = await startDemo();
  for (const path of [
    ...LISTS,
    "/domains/example.com/comments",
    "/files/44d88612fea8a8f36de82e1278abb02f/behaviours",
  ]) {
    if (path.includes("/relationships/")) continue;
    const { body } = await demo.get(path);
    const self = body.data[0].links.self.slice(demo.upstream.url.length);
    deepEqual((await demo.requestTarget("GET", self)).body.data, body.data[0], path);
  }
});

test("relationships of one give one object, and the relationship its descriptor", async () => {
  await using demo = await startDemo();
  const id = Buffer.from("https://a.example/x").toString("base64url");
  const { data } = (await demo.get(`/urls/${id}/network_location`)).body;
  deepEqual([data.type, data.id], ["domain", "a.example"]);
  const { body } = await demo.get(`/urls/${id}/relationships/network_location`);
  deepEqual(body.data, { type: "domain", id: "a.example" });
});

const POSTED = { body: { data: { type: "comment", attributes: { text: "Seen here. #demo" } } } };

test("a posted comment is listed first, moves no page, and can be taken back", async () => {
  await using demo = await startDemo();
  const path = "/domains/example.com/comments";
  const before = (await demo.pages(`${path}?limit=5`)).flat();
  const first = (await demo.get(`${path}?limit=5`)).body;

  const posted = (await demo.request("POST", path, POSTED)).body.data;
  equal(posted.attributes.text, "Seen here. #demo");
  deepEqual(posted.attributes.tags, ["demo"]);
  deepEqual((await demo.get(`/comments/${posted.id}`)).body.data, posted);
  deepEqual((await demo.get(path)).body.data[0], posted);
  // The cursor that was given out before still leads to what came next then.
  const second = await demo.get(`${path}?limit=5&cursor=${first.meta.cursor}`);
  deepEqual(second.body.data, before.slice(5, 10));

  const again = (await demo.request("POST", path, POSTED)).body.data;
  const ids = (await demo.pages(`${path}?limit=5`)).flat().map(({ id }) => id);
  deepEqual(ids, [again.id, posted.id, ...before.map(({ id }) => id)]);

  const deleted = await demo.request("DELETE", `/comments/${posted.id}`);
  deepEqual([deleted.status, deleted.text, deleted.headers["content-length"]], [200, "", "0"]);
  equal((await demo.get(`/comments/${posted.id}`)).status, 404);
  equal((await demo.request("DELETE", `/comments/${posted.id}`)).status, 404);
  const others = await demo.request("DELETE", `/comments/${before[0]?.id}`);
  deepEqual([others.status, others.body.error.code], [403, "ForbiddenError"]);
});

test("a comment without text is refused", async () => {
  await using demo = await startDemo();
  const path = "/domains/example.com/comments";
  for (const [call, code] of [
    [{ rawBody: "{" }, "BadRequestError"],
    [{ body: { data: {} } }, "BadRequestError"],
    [{ body: { data: { attributes: { text: " " } } } }, "InvalidArgumentError"],
  ] as const) {
    const { status, body } = await demo.request("POST", path, call);
    deepEqual([status, body.error.code], [400, code]);
  }
});

test("one can vote once", async () => {
  await using demo = await startDemo();
  const path = "/ip_addresses/192.0.2.1/votes";
  const vote = { body: { data: { type: "vote", attributes: { verdict: "malicious" } } } };
  const before = (await demo.get(`${path}?limit=40`)).body.meta.count;
  equal((await demo.request("POST", path, vote)).body.data.attributes.value, -1);
  equal((await demo.get(path)).body.meta.count, before + 1);
  const again = await demo.request("POST", path, vote);
  deepEqual(
    [again.status, again.body.error],
    [
      409,
      { code: "AlreadyExistsError", message: 'User "demo" already voted "malicious" for this ip_address' },
    ],
  );
});
