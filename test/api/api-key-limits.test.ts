import assert from "node:assert/strict";
import { test } from "node:test";
import { Authenticator } from "../../src/access/authenticator.ts";
import { generateApiKey } from "../../src/base/api-key.ts";
import { systemClock } from "../../src/base/clock.ts";
import { forEachEngine, freshDatabaseUrl, openStore } from "../engines.ts";
import { startTestServer, type TestServer } from "../harness.ts";

const NOW = Date.parse("2026-07-15T10:00:00Z") / 1000;
const DAY = 86_400;

forEachEngine((engine) => {
  test("who may see, make, change, rotate and revoke the keys of a member", async () => {
    await using server = await startTestServer({ engine });
    const callers = await cast(server);
    const first = await firstKey(server, callers.owner, "/users/owner");
    const deeds: readonly [method: string, path: string, body?: object][] = [
      ["GET", "/users/owner/api_keys"],
      ["GET", `/users/owner/api_keys/${first}`],
      ["POST", "/users/owner/api_keys"],
      ["PATCH", `/users/owner/api_keys/${first}`, { data: { attributes: { label: "x" } } }],
      ["POST", `/users/owner/api_keys/${first}/rotate`, { data: { overlap_seconds: 60 } }],
    ];
    const expected = {
      owner: [200, 200, 200, 200, 200],
      root: [200, 200, 200, 200, 200],
      chief: [200, 200, 403, 403, 403],
      fellow: [404, 404, 404, 404, 404],
      outsider: [404, 404, 404, 404, 404],
      rival: [404, 404, 404, 404, 404],
      program: [404, 404, 404, 404, 404],
    };
    assert.deepEqual(await statuses(server, callers, Object.keys(expected), deeds), expected);
    for (const [caller, status] of [
      ["fellow", 404],
      ["outsider", 404],
      ["program", 404],
      ["chief", 200],
    ] as const) {
      const { status: found } = await server.request("DELETE", `/users/owner/api_keys/${first}`, {
        key: callers[caller],
      });
      assert.equal(found, status, caller);
    }
  });

  test("the keys of a service account are its administrators' affair; it may see and rotate its own", async () => {
    await using server = await startTestServer({ engine });
    const callers = await cast(server);
    const root = "/service_accounts/company_program/api_keys";
    const first = await firstKey(server, callers.chief, "/service_accounts/company_program");
    const deeds: readonly [method: string, path: string, body?: object][] = [
      ["GET", root],
      ["GET", `${root}/${first}`],
      ["POST", root],
      ["PATCH", `${root}/${first}`, { data: { attributes: { label: "x" } } }],
      ["POST", `${root}/${first}/rotate`, { data: { overlap_seconds: 60 } }],
    ];
    const expected = {
      chief: [200, 200, 200, 200, 200],
      root: [200, 200, 200, 200, 200],
      program: [200, 200, 403, 403, 200],
      fellow: [403, 403, 403, 403, 403],
      outsider: [404, 404, 404, 404, 404],
      rival: [404, 404, 404, 404, 404],
    };
    assert.deepEqual(await statuses(server, callers, Object.keys(expected), deeds), expected);
    const person = await server.request("GET", "/service_accounts/owner/api_keys", { key: callers.owner });
    assert.equal(person.body.error.message, 'Service account "owner" not found');
  });

  test("a limited key makes no key of its account that lasts longer or works from elsewhere", async () => {
    await using server = await startTestServer({ engine });
    const { apikey: free } = await server.createUser("alice");
    const post = (key: string, path: string, body?: object) => server.request("POST", path, { key, body });
    const make = async (key: string, attributes: object) =>
      post(key, "/users/me/api_keys", { data: { attributes } });
    const limits = { expiration_date: NOW + DAY, allowed_addresses: ["127.0.0.1", "192.0.2.7"] };
    const { data } = (await make(free, limits)).body;
    const limited = data.attributes.apikey;
    const inherited = (await make(limited, { label: "child" })).body.data.attributes;
    assert.equal(inherited.expiration_date, limits.expiration_date);
    assert.deepEqual(inherited.allowed_addresses, limits.allowed_addresses);
    const narrower = { expiration_date: NOW + 60, allowed_addresses: ["127.0.0.1"] };
    assert.equal((await make(limited, narrower)).status, 200);
    for (const wider of [
      { expiration_date: null },
      { expiration_date: NOW + DAY + 1 },
      { allowed_addresses: [] },
      { allowed_addresses: ["127.0.0.1", "0.0.0.0/0"] },
    ]) {
      const refused = await make(limited, wider);
      assert.equal(refused.body.error.code, "ForbiddenError", JSON.stringify(wider));
      const changed = await server.request("PATCH", `/users/me/api_keys/${data.id}`, {
        key: limited,
        body: { data: { attributes: wider } },
      });
      assert.equal(changed.body.error.code, "ForbiddenError", JSON.stringify(wider));
    }
    const unlimited = await firstKey(server, free, "/users/me");
    assert.equal((await post(limited, `/users/me/api_keys/${unlimited}/rotate`)).status, 403);
    const later = { data: { expiration_date: null } };
    assert.equal((await post(limited, `/users/me/api_keys/${data.id}/rotate`, later)).status, 403);
    const password = { data: { new_password: "a password for ever" } };
    assert.equal((await post(limited, "/users/me/password", password)).status, 403);
    assert.equal((await post(free, "/users/me/password", password)).status, 200);
  });

  test("bad attributes of a key are refused by name and nothing is made", async () => {
    await using server = await startTestServer({ engine });
    const { apikey: key } = await server.createUser("alice");
    const refusals: readonly [attributes: object, code: string, words: RegExp][] = [
      [{ label: "x".repeat(101) }, "InvalidArgumentError", /"label".*100/],
      [{ label: "a\u001b[31m" }, "InvalidArgumentError", /"label".*control/],
      [{ label: "a\u202eb" }, "InvalidArgumentError", /"label".*control/],
      [{ label: 7 }, "BadRequestError", /label/],
      [{ expiration_date: NOW }, "InvalidArgumentError", /"expiration_date".*future/],
      [{ expiration_date: -1 }, "InvalidArgumentError", /"expiration_date"/],
      [{ expiration_date: 253_402_300_800 }, "InvalidArgumentError", /"expiration_date"/],
      [{ expiration_date: NOW + 0.5 }, "BadRequestError", /expiration_date/],
      [{ allowed_addresses: ["10.0.0.0/33"] }, "InvalidArgumentError", /10\.0\.0\.0\/33/],
      [{ allowed_addresses: ["localhost"] }, "InvalidArgumentError", /localhost/],
      [{ allowed_addresses: Array(51).fill("10.0.0.1") }, "InvalidArgumentError", /at most 50/],
      [{ read_only: "yes" }, "BadRequestError", /read_only/],
      [{ apikey: generateApiKey() }, "BadRequestError", /apikey/],
      [{ uid: 1 }, "BadRequestError", /uid/],
    ];
    for (const [attributes, code, words] of refusals) {
      const { status, body } = await server.request("POST", "/users/me/api_keys", {
        key,
        body: { data: { attributes } },
      });
      assert.equal(status, 400, JSON.stringify(attributes));
      assert.equal(body.error.code, code);
      assert.match(body.error.message, words);
    }
    const first = await firstKey(server, key, "/users/me");
    for (const overlap_seconds of [-1, 30 * DAY + 1, 1.5, "60"]) {
      const body = { data: { overlap_seconds } };
      const { status } = await server.request("POST", `/users/me/api_keys/${first}/rotate`, { key, body });
      assert.equal(status, 400, String(overlap_seconds));
    }
    const { body } = await server.request("GET", "/users/me/api_keys", { key });
    assert.equal(body.meta.count, 1);
  });
});

test("garbage that looks like a key reaches no database", async () => {
  await using database = await freshDatabaseUrl("sqlite");
  const store = await openStore(database.url);
  const noDirectory = { isDue: () => false, check: async () => undefined };
  const pepper = "a pepper that is only good for tests";
  const authenticator = new Authenticator(store, systemClock, pepper, noDirectory);
  // Whatever asks a closed database fails otherwise than by a wrong key.
  await store.close();
  const origin = { address: "127.0.0.1", client: "", requestId: "" };
  for (let tried = 0; tried < 1000; tried++) {
    const garbage = `${generateApiKey().slice(0, 56)}${tried.toString(16).padStart(8, "0")}`;
    await assert.rejects(authenticator.authenticate(garbage, origin), { message: "Wrong API key" });
  }
  await assert.rejects(authenticator.authenticate(generateApiKey(), origin), { name: "Error" });
});

interface KeyObject {
  readonly attributes: { readonly label: string };
}

async function cast(server: TestServer) {
  await server.createGroup("company");
  await server.createGroup("other");
  const chief = await server.createAdministrator("company", "chief");
  const rival = await server.createAdministrator("other", "rival");
  const owner = await server.createMember("company", "owner");
  const fellow = await server.createMember("company", "fellow");
  const outsider = await server.createUser("outsider");
  const { body } = await server.request("POST", "/groups/company/relationships/service_accounts", {
    key: chief.apikey,
    body: { data: [{ type: "service_account", id: "program" }] },
  });
  return {
    root: server.operator.apikey,
    chief: chief.apikey,
    rival: rival.apikey,
    owner: owner.apikey,
    fellow: fellow.apikey,
    outsider: outsider.apikey,
    program: String(body.data[0].attributes.apikey),
  };
}

async function statuses(
  server: TestServer,
  keys: Readonly<Record<string, string>>,
  callers: readonly string[],
  deeds: readonly (readonly [method: string, path: string, body?: object])[],
) {
  const found: Record<string, number[]> = {};
  for (const caller of callers) {
    found[caller] = [];
    for (const [method, path, body] of deeds) {
      const reply = await server.request(method, path, { key: keys[caller], body });
      found[caller].push(reply.status);
    }
  }
  return found;
}

async function firstKey(server: TestServer, key: string, owner: string): Promise<string> {
  const { body } = await server.request("GET", `${owner}/api_keys`, { key });
  return body.data.find((found: KeyObject) => found.attributes.label === "first key").id;
}
