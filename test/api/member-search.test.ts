import assert from "node:assert/strict";
import { test } from "node:test";
import { PIECE_MEMBERS, SMALL_PIECE_MEMBERS } from "../../src/access/member-spans.ts";
import { forEachEngine } from "../engines.ts";
import { startServer, type TestServer } from "../harness.ts";
import { crowd } from "./member-crowd.ts";
import { recordCalls } from "./recorded-calls.ts";

const USERS = "/groups/company/relationships/users";

interface Row {
  readonly id: string;
  readonly context_attributes: { readonly last_seen?: number; readonly quota_share?: number };
}

/** Every id of a list, page by page, each page with the same count. */
async function walk(server: TestServer, path: string, key: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  let next: string | undefined = path;
  while (next !== undefined) {
    const { status, body, text } = await server.request("GET", next, { key });
    assert.equal(status, 200, text);
    assert.equal(body.meta.count, count);
    ids.push(...body.data.map((row: Row) => row.id));
    next = body.links.next?.slice(`${server.url}/api/v3`.length);
  }
  return ids;
}

forEachEngine((engine) => {
  test("a search finds everyone once and counts them, in however many pieces the list is read", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    const ann = await server.createAdministrator("company", "ann");
    const size = PIECE_MEMBERS + 10;
    await crowd(server, size);
    const expected = Array.from({ length: size }, (_, index) => index)
      .filter((index) => index % 7 === 0)
      .map((index) => `m${String(index).padStart(6, "0")}`);
    const some = await server.request("GET", `${USERS}?filter=doe&limit=40`, { key: ann.apikey });
    assert.equal(some.body.meta.count, expected.length);
    assert.deepEqual(
      some.body.data.map((row: Row) => row.id),
      expected.slice(0, 40),
    );
    // Around the edge between two pieces.
    const edge = `${USERS}?filter=last_name:doe%20username:m00500&limit=1`;
    const near = expected.filter((id) => id.includes("m00500"));
    assert.deepEqual(await walk(server, edge, ann.apikey, near.length), near);
    const none = await server.request("GET", `${USERS}?filter=nobody`, { key: ann.apikey });
    assert.deepEqual([none.body.data, none.body.meta.count], [[], 0]);
  });

  test("members can be ordered by when they were last seen, over all pieces and pages", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    const ann = await server.createAdministrator("company", "ann");
    const size = SMALL_PIECE_MEMBERS + 50;
    await crowd(server, size);
    for (const order of ["last_seen", "last_seen%2B", "last_seen+", "last_seen-"]) {
      const path = `${USERS}?filter=doe&limit=40&with_activity=true&order=${order}`;
      const { body } = await server.request("GET", path, { key: ann.apikey });
      const next = await server.request("GET", body.links.next.slice(`${server.url}/api/v3`.length), {
        key: ann.apikey,
      });
      const seen = [...body.data, ...next.body.data].map((row: Row) => row.context_attributes.last_seen ?? 0);
      const doe = Array.from({ length: size }, (_, index) => index).filter((index) => index % 7 === 0);
      const all = doe.map((index) => 1_700_000_000 + ((index * 7919) % size)).sort((a, b) => a - b);
      assert.deepEqual(seen, (order === "last_seen-" ? all.toReversed() : all).slice(0, 80), order);
      assert.equal(body.meta.count, doe.length);
    }
  });

  test("administrators see what each member consumed, his share and when he was last seen, and order by it", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    const ann = await server.createAdministrator("company", "ann");
    const bob = await server.createMember("company", "bob");
    await server.createMember("company", "carol");
    await recordCalls(server, "bob", { calls: 75 });
    await recordCalls(server, "carol", { calls: 25 });
    await server.request("GET", "/users/me", { key: bob.apikey });
    const { body } = await server.request("GET", `${USERS}?order=quota_consumed-&with_activity=true`, {
      key: ann.apikey,
    });
    const now = server.clock.nowMs() / 1000;
    assert.deepEqual(
      body.data.map((row: Row) => [row.id, row.context_attributes]),
      [
        [
          "bob",
          { role: "user", roles: [], last_seen: now, quota_consumed_from_group: 75, quota_share: 0.75 },
        ],
        ["carol", { role: "user", roles: [], quota_consumed_from_group: 25, quota_share: 0.25 }],
        [
          "ann",
          {
            role: "admin",
            roles: ["USER_ROLE_GROUP_ADMIN"],
            last_seen: now,
            quota_consumed_from_group: 0,
            quota_share: 0,
          },
        ],
      ],
    );
    assert.deepEqual(await walk(server, `${USERS}?order=quota_consumed&limit=1`, ann.apikey, 3), [
      "ann",
      "carol",
      "bob",
    ]);
  });

  test("a plain member sees none of it and cannot order by it", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    await server.createAdministrator("company", "ann");
    const bob = await server.createMember("company", "bob");
    const { body } = await server.request("GET", `${USERS}?with_activity=true`, { key: bob.apikey });
    for (const row of body.data)
      assert.deepEqual(Object.keys(row.context_attributes).sort(), ["role", "roles"]);
    for (const order of ["last_seen", "quota_consumed-"]) {
      const refused = await server.request("GET", `${USERS}?order=${order}`, { key: bob.apikey });
      assert.equal(refused.status, 403);
    }
    const unknown = await server.request("GET", `${USERS}?order=email`, { key: bob.apikey });
    assert.equal(unknown.status, 400);
    assert.match(unknown.body.error.message, /use username, or last_seen or quota_consumed/);
  });

  test("operators search all accounts and all groups", async () => {
    await using server = await startServer({ engine });
    const key = server.operator.apikey;
    await server.createGroup("acme", { organization: "Acme 100% Security" });
    await server.createGroup("globex", { organization: "Globex" });
    await server.createMember("acme", "alice", { last_name: "Doe" });
    await server.createMember("globex", "bob", { last_name: "Doe" });
    await server.createUser("carol");
    assert.deepEqual(await walk(server, "/users?filter=doe&limit=1", key, 2), ["alice", "bob"]);
    assert.deepEqual(await walk(server, "/users?filter=api_quota_group:globex", key, 1), ["bob"]);
    assert.deepEqual(await walk(server, "/users?filter=carol%40example.com", key, 1), ["carol"]);
    assert.deepEqual(await walk(server, "/groups?filter=security", key, 1), ["acme"]);
    assert.deepEqual(await walk(server, "/groups?filter=organization:100%25", key, 1), ["acme"]);
    assert.deepEqual(await walk(server, "/groups?filter=id:GLOB", key, 1), ["globex"]);
    const where = await server.request("GET", "/users?filter=bob&relationships=groups", { key });
    assert.equal(where.body.data[0].relationships.groups.data[0].id, "globex");
    const [acme] = (await server.request("GET", "/groups?filter=acme", { key })).body.data;
    assert.deepEqual(acme.context_attributes, {
      users_count: 1,
      administrators_count: 0,
      service_accounts_count: 0,
    });
    const unknown = await server.request("GET", "/groups?filter=owner:bob", { key });
    assert.match(unknown.body.error.message, /Unknown filter modifier "owner"; use id, organization/);
  });
});
