import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import type { Reply } from "../exchange.ts";
import { type Person, startServer, type TestServer } from "../harness.ts";

const DAY = 86_400;

async function company(server: TestServer) {
  await server.createGroup("company");
  return {
    ann: await server.createAdministrator("company", "ann"),
    bob: await server.createMember("company", "bob"),
  };
}

function demand(server: TestServer, key: string, policy: object): Promise<Reply> {
  const body = { data: { attributes: { key_policy: policy } } };
  return server.request("PATCH", "/groups/company", { key, body });
}

async function succeed(reply: Promise<Reply>): Promise<Reply> {
  const { status, text } = await reply;
  assert.equal(status, 200, text);
  return reply;
}

function newKey(server: TestServer, { id, apikey }: Person, attributes: object = {}): Promise<Reply> {
  return server.request("POST", `/users/${id}/api_keys`, { key: apikey, body: { data: { attributes } } });
}

const me = async (server: TestServer, key: string) =>
  (await server.request("GET", "/users/me", { key })).status;

forEachEngine((engine) => {
  test("a key is refused once it is older than its group allows, from the very second on", async () => {
    await using server = await startServer({ engine });
    const { ann, bob } = await company(server);
    await succeed(demand(server, ann.apikey, { maximum_age_days: 30 }));
    const made = server.clock.nowMs();
    server.clock.set(made + 30 * DAY * 1000 - 1000);
    assert.equal(await me(server, bob.apikey), 200);
    server.clock.set(made + 30 * DAY * 1000);
    const { status, body } = await server.request("GET", "/users/me", { key: bob.apikey });
    assert.equal(status, 401);
    assert.equal(
      body.error.message,
      "Wrong API key: this key expired at 2026-08-14T10:00:00Z; make a new one",
    );
    await succeed(demand(server, server.operator.apikey, { maximum_age_days: null }));
    assert.equal(await me(server, bob.apikey), 200);
  });

  test("new and rotated keys end when they reach the greatest age, and cannot be wanted to last longer", async () => {
    await using server = await startServer({ engine });
    const { ann, bob } = await company(server);
    await succeed(demand(server, ann.apikey, { maximum_age_days: 30 }));
    const now = server.clock.nowMs() / 1000;
    const made = await succeed(newKey(server, bob));
    assert.equal(made.body.data.attributes.expiration_date, now + 30 * DAY);
    for (const expiration_date of [null, now + 30 * DAY + 1]) {
      const refused = await newKey(server, bob, { expiration_date });
      assert.equal(refused.status, 400, refused.text);
      assert.match(
        refused.body.error.message,
        /^Keys of this group (must expire|are good for 30 days at most)/,
      );
    }
    await succeed(newKey(server, bob, { expiration_date: now + 30 * DAY }));
    const path = `/users/bob/api_keys/${made.body.data.id}`;
    const longer = { data: { attributes: { expiration_date: now + 31 * DAY } } };
    const changed = await server.request("PATCH", path, { key: bob.apikey, body: longer });
    assert.equal(changed.status, 400);
    server.clock.advance(10 * DAY * 1000);
    const rotated = await succeed(server.request("POST", `${path}/rotate`, { key: bob.apikey }));
    assert.equal(rotated.body.data.attributes.expiration_date, now + 30 * DAY);
  });

  test("where keys must expire, a new one does, and one that never does is refused", async () => {
    await using server = await startServer({ engine });
    const { ann, bob } = await company(server);
    const own = await demand(server, ann.apikey, { expiration_required: true });
    assert.equal(own.status, 400);
    assert.match(own.body.error.message, /would refuse the very key of this call/);
    assert.equal(await me(server, bob.apikey), 200);
    await succeed(demand(server, server.operator.apikey, { expiration_required: true }));
    const refused = await server.request("GET", "/users/me", { key: bob.apikey });
    assert.equal(refused.status, 401);
    assert.match(refused.body.error.message, /keys of this group must expire, and this one does not/);
    const created = await server.request("POST", "/groups/company/relationships/service_accounts", {
      key: server.operator.apikey,
      body: { data: [{ type: "service_account", id: "bot" }] },
    });
    const { apikey } = created.body.data[0].attributes;
    const keys = await server.request("GET", "/service_accounts/company_bot/api_keys", { key: apikey });
    const now = server.clock.nowMs() / 1000;
    assert.equal(keys.body.data[0].attributes.expiration_date, now + 90 * DAY);
  });

  test("where keys must be bound to addresses, others are not made and not accepted", async () => {
    await using server = await startServer({ engine });
    const { bob } = await company(server);
    const bound = await succeed(newKey(server, bob, { allowed_addresses: ["127.0.0.1"] }));
    const { apikey } = bound.body.data.attributes;
    await succeed(demand(server, server.operator.apikey, { allowed_addresses_required: true }));
    assert.equal(await me(server, bob.apikey), 401);
    assert.equal(await me(server, apikey), 200);
    const path = `/users/bob/api_keys/${bound.body.data.id}`;
    const body = { data: { attributes: { allowed_addresses: [] } } };
    const opened = await server.request("PATCH", path, { key: server.operator.apikey, body });
    assert.equal(opened.status, 400);
    assert.match(opened.body.error.message, /name them in "allowed_addresses"/);
    const made = await server.request("POST", "/users/bob/api_keys", {
      key: server.operator.apikey,
      body: { data: {} },
    });
    assert.equal(made.status, 400);
    assert.equal((await newKey(server, { ...bob, apikey })).status, 200);
  });

  test("a policy is checked member by member, merged, and stands in the activity log", async () => {
    await using server = await startServer({ engine });
    const { ann, bob } = await company(server);
    const wrong = [
      [{ maximum_age_days: 0 }, /whole number from 1 to 3650/],
      [{ maximum_age_days: "30" }, /whole number from 1 to 3650/],
      [{ expiration_required: 1 }, /must be true or false/],
      [{ colour: "red" }, /"key_policy" has no "colour"/],
      [[], /must be an object/],
    ] as const;
    for (const [policy, message] of wrong) {
      const { status, body } = await demand(server, ann.apikey, policy);
      assert.equal(status, 400);
      assert.match(body.error.message, message);
    }
    await succeed(demand(server, ann.apikey, { maximum_age_days: 60 }));
    await succeed(demand(server, ann.apikey, { expiration_required: true }));
    const { body } = await server.request("GET", "/groups/company", { key: bob.apikey });
    assert.deepEqual(body.data.attributes.key_policy, { maximum_age_days: 60, expiration_required: true });
    await succeed(demand(server, ann.apikey, { maximum_age_days: null, expiration_required: false }));
    const after = await server.request("GET", "/groups/company", { key: bob.apikey });
    assert.equal(after.body.data.attributes.key_policy, undefined);
    const log = await server.request(
      "GET",
      "/groups/company/activity_log_entries?filter=action:UPDATE_GROUP",
      {
        key: ann.apikey,
      },
    );
    assert.deepEqual(log.body.data[0].attributes.before, {
      key_policy: { maximum_age_days: 60, expiration_required: true },
    });
  });

  test("a group's administrators find the keys that end soon, by their expiry or their age, those first that end first", async () => {
    await using server = await startServer({ engine });
    const { ann, bob } = await company(server);
    const now = server.clock.nowMs() / 1000;
    await succeed(newKey(server, bob, { label: "soon", expiration_date: now + 5 * DAY }));
    await succeed(newKey(server, bob, { label: "later", expiration_date: now + 50 * DAY }));
    const labels = async (query: string): Promise<string[]> => {
      const found: string[] = [];
      let next: string | undefined = `/groups/company/api_keys?limit=2${query}`;
      while (next !== undefined) {
        const { body, status, text } = await server.request("GET", next, { key: ann.apikey });
        assert.equal(status, 200, text);
        for (const { attributes, context_attributes: context } of body.data) {
          found.push(`${context.owner.id} ${attributes.label} ${(context.refused_from - now) / DAY}`);
          assert.equal(attributes.apikey, undefined);
        }
        next = body.links.next?.slice(`${server.url}/api/v3`.length);
      }
      return found;
    };
    assert.deepEqual(await labels(`&expiring_before=${now + 30 * DAY}`), ["bob soon 5"]);
    assert.deepEqual((await labels("")).slice(0, 2), ["bob soon 5", "bob later 50"]);
    assert.equal((await labels("")).length, 4);
    await succeed(demand(server, ann.apikey, { maximum_age_days: 20 }));
    const all = await labels("");
    assert.deepEqual(
      [all[0], all.slice(1).toSorted()],
      ["bob soon 5", ["ann first key 20", "bob first key 20", "bob later 20"]],
    );
    const { status } = await server.request("GET", "/groups/company/api_keys?expiring_before=soon", {
      key: ann.apikey,
    });
    assert.equal(status, 400);
  });
});
