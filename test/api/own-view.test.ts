import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { startTestServer, type TestServer } from "../harness.ts";

forEachEngine((engine) => {
  test("what one has read of oneself before does not hide what has changed since", async () => {
    await using server = await startTestServer({ engine });
    await server.createGroup("company");
    const alice = await server.createMember("company", "alice");
    const changes: readonly (readonly [path: string, attributes: object, shown: string, value: unknown])[] = [
      ["/users/alice", { first_name: "Alice" }, "first_name", "Alice"],
      [
        "/users/alice",
        { privileges: { private: { granted: true } } },
        "privileges",
        { private: { granted: true } },
      ],
      [
        "/groups/company",
        { privileges: { intelligence: { granted: true } } },
        "privileges",
        {
          intelligence: {
            granted: true,
            inherited_from: "company",
            inherited_via: "intelligence_quota_group",
          },
          private: { granted: true },
        },
      ],
    ];
    for (const [path, attributes, shown, value] of changes) {
      await readTwice(server, alice.apikey);
      const [type, id] = path === "/users/alice" ? ["user", "alice"] : ["group", "company"];
      await server.request("PATCH", path, {
        key: server.operator.apikey,
        body: { data: { type, id, attributes } },
      });
      assert.deepEqual((await readTwice(server, alice.apikey)).attributes[shown], value);
    }
  });

  test("what one has used of a quota shows at once, however often one has looked", async () => {
    await using server = await startTestServer({ engine });
    const alice = await server.createUser("alice");
    const used = async () =>
      (await readTwice(server, alice.apikey)).attributes.quotas.api_requests_daily.used;
    assert.equal(await used(), 0);
    for (const calls of [1, 2]) {
      await server.parts.ledger.record({
        uid: (await server.parts.authenticator.ownerOf(alice.apikey))?.uid ?? 0,
        gid: 0,
        bucket: "files",
        charges: [{ quota: "api_requests", cost: 1 }],
      });
      assert.equal(await used(), calls);
    }
  });
});

test("each way of asking for oneself has its own answer, and each address its own links", async () => {
  await using server = await startTestServer();
  const alice = await server.createUser("alice");
  for (let time = 0; time < 2; time += 1) {
    for (const attribute of ["status", "email", "reputation", "user_since", "first_name", "quotas"]) {
      const { body } = await server.request("GET", `/users/me?attributes=${attribute}`, {
        key: alice.apikey,
      });
      assert.deepEqual(Object.keys(body.data.attributes), [attribute]);
    }
    for (const host of ["a.example", "b.example:8080"]) {
      const reply = await server.request("GET", "/users/alice", { key: alice.apikey, headers: { host } });
      assert.equal(reply.body.data.links.self, `http://${host}/api/v3/users/alice`);
    }
    const gzip = { "accept-encoding": "gzip" };
    const reply = await server.request("GET", "/users/alice", { key: alice.apikey, headers: gzip });
    assert.deepEqual([reply.headers["content-encoding"], reply.body.data.id], ["gzip", "alice"]);
  }
});

test("a privilege of operators that runs out takes what they see of themselves along", async () => {
  await using server = await startTestServer();
  const bob = await server.createUser("bob");
  const expiration = Math.floor(server.clock.nowMs() / 1000) + 60;
  const attributes = { privileges: { admin: { granted: true, expiration_date: expiration } } };
  const body = { data: { type: "user", id: "bob", attributes } };
  await server.request("PATCH", "/users/bob", { key: server.operator.apikey, body });
  const list = async () => (await server.request("GET", "/users", { key: bob.apikey })).status;
  const before = await readTwice(server, bob.apikey);
  assert.equal(await list(), 200);
  server.clock.advance(60_000);
  assert.equal(await list(), 403);
  assert.deepEqual(await readTwice(server, bob.apikey), before);
});

/** The second answer is the one that is kept. */
async function readTwice(server: TestServer, key: string) {
  const [first, second] = [
    await server.request("GET", "/users/me", { key }),
    await server.request("GET", "/users/me", { key }),
  ];
  assert.equal(first.text, second.text);
  return second.body.data;
}
