import assert from "node:assert/strict";
import { test } from "node:test";
import { isApiKey } from "../../src/base/api-key.ts";
import { forEachEngine } from "../engines.ts";
import { startTestServer, type TestServer } from "../harness.ts";

const NOW = Date.parse("2026-07-15T10:00:00Z") / 1000;
const DAY = 86_400;

forEachEngine((engine) => {
  test("a person makes a key, uses it, sees it without its secret and revokes it", async () => {
    await using server = await startTestServer({ engine });
    const alice = await server.createUser("alice");
    server.clock.advance(1_000);
    const attributes = { label: "playbook", expiration_date: NOW + DAY, allowed_addresses: ["127.0.0.0/8"] };
    const made = await newKey(server, alice.apikey, "/users/alice", attributes);
    const { id, apikey } = made;
    assert.ok(isApiKey(apikey));
    const object = {
      type: "api_key",
      id,
      links: { self: `${server.url}/api/v3/users/alice/api_keys/${id}` },
      attributes: {
        label: "playbook",
        prefix: apikey.slice(0, 8),
        creation_date: NOW + 1,
        expiration_date: NOW + DAY,
        allowed_addresses: ["127.0.0.0/8"],
        read_only: false,
      },
    };
    assert.deepEqual(made.data, { ...object, attributes: { ...object.attributes, apikey } });
    const shown = await server.request("GET", `/users/alice/api_keys/${id}`, { key: alice.apikey });
    assert.deepEqual(shown.body, { data: object });
    assert.equal((await server.request("GET", "/users/me", { key: apikey })).status, 200);
    const list = await server.request("GET", "/users/me/api_keys?limit=1", { key: alice.apikey });
    assert.equal(list.body.meta.count, 2);
    assert.equal(list.body.data[0].attributes.label, "first key");
    const { pathname, search } = new URL(list.body.links.next);
    assert.equal(pathname, "/api/v3/users/alice/api_keys");
    const rest = await server.requestTarget("GET", pathname + search, { key: alice.apikey });
    assert.deepEqual(
      rest.body.data.map((key: { id: string }) => key.id),
      [id],
    );
    assert.equal(rest.body.links.next, undefined);
    const revoked = await server.request("DELETE", `/users/alice/api_keys/${id}`, { key: apikey });
    assert.deepEqual([revoked.status, revoked.headers["content-length"]], [200, "0"]);
    assert.equal((await server.request("GET", "/users/me", { key: apikey })).status, 401);
    const gone = await server.request("GET", `/users/alice/api_keys/${id}`, { key: alice.apikey });
    assert.deepEqual(gone.body, { error: { code: "NotFoundError", message: `API key "${id}" not found` } });
  });

  test("a change of a key holds from the next call", async () => {
    await using server = await startTestServer({ engine });
    const alice = await server.createUser("alice");
    const { id, apikey } = await newKey(server, alice.apikey, "/users/alice", {});
    const patch = (attributes: object) =>
      server.request("PATCH", `/users/alice/api_keys/${id}`, {
        key: alice.apikey,
        body: { data: { type: "api_key", id, attributes } },
      });
    assert.equal((await patch({ read_only: true, label: "reader" })).body.data.attributes.label, "reader");
    const refused = await server.request("POST", "/users/alice/api_keys", { key: apikey });
    assert.equal(refused.body.error.code, "ForbiddenError");
    assert.match(refused.body.error.message, /read-only/);
    await patch({ allowed_addresses: ["192.0.2.0/24"] });
    const elsewhere = await server.request("GET", "/users/me", { key: apikey });
    assert.equal(elsewhere.body.error.code, "ForbiddenError");
    await patch({ allowed_addresses: [], expiration_date: NOW + 10 });
    assert.equal((await server.request("GET", "/users/me", { key: apikey })).status, 200);
    server.clock.advance(10_000);
    const expired = await server.request("GET", "/users/me", { key: apikey });
    assert.equal(expired.body.error.code, "WrongCredentialsError");
    assert.equal((await patch({ expiration_date: null })).body.data.attributes.expiration_date, undefined);
    assert.equal((await server.request("GET", "/users/me", { key: apikey })).status, 200);
  });

  test("a rotated key has a successor like it and stops after the overlap", async () => {
    await using server = await startTestServer({ engine });
    const alice = await server.createUser("alice");
    const limits = { label: "feed", allowed_addresses: ["127.0.0.1"], expiration_date: NOW + DAY };
    const old = await newKey(server, alice.apikey, "/users/alice", limits);
    const rotated = await server.request("POST", `/users/alice/api_keys/${old.id}/rotate`, {
      key: old.apikey,
      body: { data: { overlap_seconds: 60 } },
    });
    const { apikey, label, allowed_addresses, expiration_date } = rotated.body.data.attributes;
    assert.deepEqual({ label, allowed_addresses, expiration_date }, limits);
    assert.notEqual(rotated.body.data.id, old.id);
    server.clock.advance(59_000);
    assert.equal((await server.request("GET", "/users/me", { key: old.apikey })).status, 200);
    server.clock.advance(1_000);
    assert.equal((await server.request("GET", "/users/me", { key: old.apikey })).status, 401);
    assert.equal((await server.request("GET", "/users/me", { key: apikey })).status, 200);
    const path = `/users/alice/api_keys/${rotated.body.data.id}/rotate`;
    const long = { data: { overlap_seconds: 30 * DAY } };
    const second = await server.request("POST", path, { key: alice.apikey, body: long });
    const kept = await server.request("GET", `/users/alice/api_keys/${rotated.body.data.id}`, {
      key: alice.apikey,
    });
    assert.equal(kept.body.data.attributes.expiration_date, NOW + DAY);
    const atOnce = await server.request("POST", `/users/me/api_keys/${second.body.data.id}/rotate`, {
      key: second.body.data.attributes.apikey,
    });
    assert.equal(atOnce.status, 200);
    const dead = await server.request("GET", "/users/me", { key: second.body.data.attributes.apikey });
    assert.equal(dead.status, 401);
    const again = await server.request("POST", path, { key: alice.apikey });
    assert.equal(again.status, 200);
    const expired = await server.request("POST", path, { key: alice.apikey });
    assert.equal(expired.body.error.code, "BadRequestError");
  });

  test("an account has at most twenty keys, and those that expired first make room", async () => {
    await using server = await startTestServer({ engine });
    const alice = await server.createUser("alice");
    const path = "/users/alice/api_keys";
    const short = await newKey(server, alice.apikey, "/users/alice", { expiration_date: NOW + 1 });
    for (let made = 2; made < 20; made++) await newKey(server, alice.apikey, "/users/alice", {});
    const refused = await server.request("POST", path, { key: alice.apikey });
    assert.deepEqual(refused.body.error, {
      code: "BadRequestError",
      message: '"alice" has 20 API keys already; delete one that is not needed',
    });
    server.clock.advance(1_000);
    const both = await Promise.all([1, 2].map(() => server.request("POST", path, { key: alice.apikey })));
    assert.deepEqual(both.map((reply) => reply.status).sort(), [200, 400]);
    assert.equal((await server.request("GET", `${path}/${short.id}`, { key: alice.apikey })).status, 404);
  });
});

async function newKey(server: TestServer, key: string, owner: string, attributes: object) {
  const reply = await server.request("POST", `${owner}/api_keys`, {
    key,
    body: { data: { type: "api_key", attributes } },
  });
  assert.equal(reply.status, 200, reply.text);
  const { data } = reply.body;
  return { data, id: String(data.id), apikey: String(data.attributes.apikey) };
}
