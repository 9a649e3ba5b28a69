import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestServer, type TestServer } from "../harness.ts";

async function groupsServer(): Promise<TestServer> {
  const server = await startTestServer();
  for (const id of ["a", "b", "c", "d", "e"]) await server.createGroup(`group-${id}`);
  return server;
}

async function get(server: TestServer, path: string) {
  return server.request("GET", path, { key: server.operator.apikey });
}

const idsOf = (reply: { readonly body: { readonly data: readonly { readonly id: string }[] } }) =>
  reply.body.data.map(({ id }) => id);

test("following links.next or meta.cursor reads each object once, and the last page has neither", async () => {
  await using server = await groupsServer();
  const first = await get(server, "/groups?limit=2");
  const second = await get(server, `/groups?limit=2&cursor=${first.body.meta.cursor}`);
  const third = await server.requestTarget("GET", second.body.links.next.slice(server.url.length), {
    key: server.operator.apikey,
  });
  assert.deepEqual([first, second, third].map(idsOf), [
    ["group-a", "group-b"],
    ["group-c", "group-d"],
    ["group-e"],
  ]);
  assert.equal(first.body.links.self, `${server.url}/api/v3/groups?limit=2`);
  assert.equal(first.body.links.next, `${server.url}/api/v3/groups?limit=2&cursor=${first.body.meta.cursor}`);
  assert.deepEqual(
    [first, second, third].map(({ body }) => body.meta.count),
    [5, 5, 5],
  );
  assert.deepEqual(third.body.meta, { count: 5 });
  assert.deepEqual(Object.keys(third.body.links), ["self"]);
});

test("a page has 10 objects unless asked otherwise and never more than 40", async () => {
  await using server = await groupsServer();
  const self = async (query: string) => (await get(server, `/groups${query}`)).body.links.self;
  assert.equal(await self(""), `${server.url}/api/v3/groups?limit=10`);
  assert.equal(await self("?limit=40"), `${server.url}/api/v3/groups?limit=40`);
  assert.equal(await self("?limit=41"), `${server.url}/api/v3/groups?limit=40`);
  assert.equal(await self("?limit=99999999"), `${server.url}/api/v3/groups?limit=40`);
});

test("a limit that is no positive whole number is 400 and named", async () => {
  await using server = await groupsServer();
  for (const limit of ["0", "-1", "1.5", "ten", "", "1e1", "0x10", "%201", "9".repeat(30), "Infinity"]) {
    const reply = await get(server, `/groups?limit=${limit}`);
    assert.deepEqual(
      [reply.status, reply.body],
      [
        400,
        {
          error: {
            code: "InvalidArgumentError",
            message: 'Query parameter "limit" must be a whole number from 1 to 40',
          },
        },
      ],
      limit,
    );
  }
  const twice = await get(server, "/groups?limit=1&limit=2");
  assert.equal(twice.body.error.message, 'Query parameter "limit" must be given once, as text');
});

test("parameters that nobody knows are ignored", async () => {
  await using server = await groupsServer();
  const reply = await get(server, "/groups?limit=1&colour=blue&__proto__=1&constructor=2");
  assert.deepEqual([reply.status, idsOf(reply)], [200, ["group-a"]]);
});

test("a cursor that was changed, cut, made up or taken elsewhere is 400", async () => {
  await using server = await groupsServer();
  const { cursor } = (await get(server, "/groups?limit=2")).body.meta;
  await server.createUser("alice");
  const elsewhere = (await get(server, "/users?limit=1")).body.meta.cursor;
  assert.equal(typeof elsewhere, "string");
  const otherByte = `${cursor.slice(0, -4)}${cursor.endsWith("AAAA") ? "BBBB" : "AAAA"}`;
  const cases = [
    otherByte,
    Buffer.from("group-z").toString("base64url"),
    `${cursor}x`,
    `${cursor}=`,
    `${cursor}.x`,
    cursor.slice(0, -1),
    cursor.slice(1),
    cursor.toUpperCase(),
    "1",
    "",
    ".",
    "%F0%9F%A6%80",
    "x".repeat(5000),
    elsewhere,
  ];
  for (const tampered of cases) {
    const reply = await get(server, `/groups?limit=2&cursor=${tampered}`);
    assert.deepEqual(
      [reply.status, reply.body],
      [
        400,
        {
          error: {
            code: "InvalidArgumentError",
            message: 'Invalid "cursor"; give back the one of the page before, with the same parameters',
          },
        },
      ],
      tampered,
    );
  }
});

test("a cursor does not show the position that it holds", async () => {
  await using server = await groupsServer();
  const { cursor } = (await get(server, "/groups?limit=2")).body.meta;
  assert.match(cursor, /^[\w-]+$/);
  assert.equal(Buffer.from(cursor, "base64url").includes("group-b"), false);
});

test("a page may be of another size and show other attributes than the one before", async () => {
  await using server = await groupsServer();
  const { cursor } = (await get(server, "/groups?limit=2")).body.meta;
  const reply = await get(server, `/groups?limit=1&attributes=organization&cursor=${cursor}`);
  assert.deepEqual(
    reply.body.data.map(({ id, attributes }: { id: string; attributes: object }) => [id, attributes]),
    [["group-c", { organization: "group-c" }]],
  );
});
