import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import test from "node:test";
import { ClientError } from "./client-error.ts";
import { Connection } from "./connection.ts";
import { path } from "./path.ts";

const KEY = "0".repeat(64);

test("an error envelope becomes an error with its code, message and status", async () => {
  await using server = await listen((_request, response) => {
    response.writeHead(404, { "content-type": "application/json" });
    response.end('{"error":{"code":"NotFoundError","message":"User \\"x\\" not found"}}');
  });
  await assert.rejects(new Connection(server.url, KEY).get("/users/x"), {
    name: "ClientError",
    code: "NotFoundError",
    message: 'User "x" not found',
    status: 404,
  });
});

test("an answer that is not ours is said to be so", async () => {
  await using server = await listen((_request, response) =>
    response.writeHead(502).end("<h1>Bad gateway</h1>"),
  );
  await assert.rejects(new Connection(server.url, KEY).get("/users/x"), {
    code: "UnexpectedAnswer",
    message: `${server.url} answered 502, but not as Tollgate does`,
    status: 502,
  });
});

test("nobody listening, and nobody answering in time, are said in a sentence", async () => {
  const gone = await listen(() => {});
  await gone[Symbol.asyncDispose]();
  await assert.rejects(new Connection(gone.url, KEY).get("/users/x"), {
    code: "ServerUnreachable",
    message: `Cannot reach ${gone.url}: nothing listens there`,
    status: 0,
  });
  await using silent = await listen(() => {});
  await assert.rejects(new Connection(silent.url, KEY, { timeoutMs: 50 }).get("/users/x"), {
    code: "DeadlineExceeded",
    message: `${silent.url} did not answer within 0.05 seconds`,
  });
});

test("the key is not carried along a redirect", async () => {
  const seen: unknown[] = [];
  await using elsewhere = await listen((request, response) => {
    seen.push(request.headers["x-apikey"]);
    response.end("{}");
  });
  await using server = await listen((_request, response) => {
    response.writeHead(302, { location: `${elsewhere.url}/api/v3/users/me` }).end();
  });
  await assert.rejects(new Connection(server.url, KEY).get("/users/me"), { code: "ServerUnreachable" });
  assert.deepEqual(seen, []);
});

test("a collection is read to its last page, and a page that repeats for ever ends it", async () => {
  const queries: string[] = [];
  await using server = await listen((request, response) => {
    const query = new URL(request.url ?? "", "http://server").searchParams;
    queries.push(query.toString());
    const next = { "": "one", one: "two" }[query.get("cursor") ?? ""];
    response.end(
      JSON.stringify({ data: [query.get("cursor")], meta: next === undefined ? {} : { cursor: next } }),
    );
  });
  const connection = new Connection(server.url, KEY);
  const items = await Array.fromAsync(connection.iterate("/users", { filter: "a b" }));
  assert.deepEqual(items, [null, "one", "two"]);
  assert.deepEqual(queries, [
    "limit=40&filter=a+b",
    "limit=40&filter=a+b&cursor=one",
    "limit=40&filter=a+b&cursor=two",
  ]);

  await using endless = await listen(
    (_request, response) => void response.end('{"data":[],"meta":{"cursor":"x"}}'),
  );
  const loop = Array.fromAsync(new Connection(endless.url, KEY).iterate("/users"));
  await assert.rejects(loop, { code: "UnexpectedAnswer" });
});

test("an id stays one segment of the path, and one that names another resource is refused", () => {
  assert.equal(path`/users/${"a/b@c d"}/groups`, "/users/a%2Fb%40c%20d/groups");
  for (const id of ["", ".", ".."]) assert.throws(() => path`/users/${id}`, ClientError);
});

async function listen(handle: RequestListener) {
  const server = createServer(handle).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
