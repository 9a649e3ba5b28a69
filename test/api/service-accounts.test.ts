import assert from "node:assert/strict";
import { test } from "node:test";
import { keysOf } from "../../src/store/api-keys.ts";
import { findUser } from "../../src/store/users.ts";
import { forEachEngine } from "../engines.ts";
import { type Company, errorOf, idsOf, startCompany } from "./company.ts";

const LIST = "/groups/company/relationships/service_accounts";
const bot = { type: "service_account", id: "bot" };

async function createBot(company: Company): Promise<string> {
  const { body } = await company.send("POST", LIST, company.alice.apikey, [bot]);
  return body.data[0].attributes.apikey;
}

async function exists({ parts }: Company, id: string): Promise<boolean> {
  return (await parts.store.read((db) => findUser(db, id))) !== undefined;
}

forEachEngine((engine) => {
  test("a new service account is named after its group and shows its key once, and the key works", async () => {
    await using company = await startCompany(engine);
    const { status, body } = await company.send("POST", LIST, company.alice.apikey, [bot]);
    assert.equal(status, 200);
    const [created] = body.data;
    const { apikey, ...attributes } = created.attributes;
    assert.match(apikey, /^[0-9a-f]{64}$/);
    assert.deepEqual(created, {
      type: "service_account",
      id: "company_bot",
      links: { self: `${company.url}/api/v3/service_accounts/company_bot` },
      attributes: created.attributes,
      context_attributes: { role: "user", roles: [] },
    });
    assert.deepEqual(attributes, {
      email: "company_bot@service-accounts.invalid",
      first_name: "bot",
      profile_phrase: "",
      user_since: company.clock.nowMs() / 1000,
      reputation: 1,
      status: "active",
    });
    assert.equal((await company.trail()).at(-1), "ADD_GROUP_SERVICE_ACCOUNT company_bot");
    const me = await company.send("GET", "/users/me", apikey);
    assert.deepEqual([me.body.data.type, me.body.data.id], ["service_account", "company_bot"]);
    const again = await company.send("GET", "/service_accounts/company_bot", company.alice.apikey);
    assert.equal(again.body.data.attributes.apikey, undefined);
    assert.ok(company.logLines.every((line) => !line.includes(apikey)));
    const listing = await company.send("GET", LIST, company.bob.apikey);
    assert.deepEqual(idsOf(listing), ["company_bot"]);
    assert.equal(listing.body.meta.count, 1);
    const users = await company.send("GET", "/groups/company/users", company.bob.apikey);
    assert.deepEqual(idsOf(users), ["alice", "bob"]);
  });

  test("a list with one bad name makes no account", async () => {
    await using company = await startCompany(engine);
    await createBot(company);
    const changes = await company.countChanges();
    const cases = [
      ["bot", 409, "AlreadyExistsError", 'Service account "company_bot" already exists'],
      ["BOT", 409, "AlreadyExistsError", 'Service account "company_BOT" already exists'],
      ["Fresh", 400, "InvalidArgumentError", 'The service account name "Fresh" is given twice'],
      [
        "a b",
        400,
        "InvalidArgumentError",
        'Invalid service account name: "a b". Use 1 to 64 letters, digits, ".", "_" or "-", beginning with a letter or digit',
      ],
    ] as const;
    for (const [id, ...expected] of cases) {
      const data = [
        { type: "service_account", id: "fresh" },
        { type: "service_account", id },
      ];
      assert.deepEqual(errorOf(await company.send("POST", LIST, company.alice.apikey, data)), expected);
    }
    const empty = await company.send("POST", LIST, company.alice.apikey, []);
    assert.deepEqual(errorOf(empty).slice(0, 2), [400, "BadRequestError"]);
    const wrongType = await company.send("POST", LIST, company.alice.apikey, [{ type: "user", id: "fresh" }]);
    assert.deepEqual(errorOf(wrongType).slice(0, 2), [400, "InvalidArgumentError"]);
    assert.equal(await company.countChanges(), changes);
    assert.equal(await exists(company, "company_fresh"), false);
  });

  test("a service account is seen by its group by id or address, and by nobody else", async () => {
    await using company = await startCompany(engine);
    const apikey = await createBot(company);
    const close = ["email", "first_name", "profile_phrase", "quotas", "reputation", "status", "user_since"];
    const open = ["first_name", "profile_phrase", "reputation", "status", "user_since"];
    const owner = [...close, "preferences", "privileges"].toSorted();
    for (const path of [
      "/service_accounts/company_bot",
      "/service_accounts/COMPANY_bot@service-accounts.invalid",
      "/users/company_bot",
      "/users/company_bot@service-accounts.invalid",
    ]) {
      const names = async (key: string) => {
        const { body } = await company.send("GET", path, key);
        assert.equal(body.data.links.self, `${company.url}/api/v3/service_accounts/company_bot`);
        return Object.keys(body.data.attributes).toSorted();
      };
      assert.deepEqual(await names(company.alice.apikey), close, path);
      assert.deepEqual(await names(company.bob.apikey), open, path);
      assert.deepEqual(await names(apikey), owner, path);
      assert.deepEqual(await names(company.operator.apikey), owner, path);
      assert.equal((await company.send("GET", path, company.rita.apikey)).status, 404, path);
    }
    for (const id of ["company_bot", "bob", "nobody"]) {
      const reply = await company.send("GET", `/service_accounts/${id}`, company.rita.apikey);
      assert.deepEqual(errorOf(reply), [404, "NotFoundError", `Service account "${id}" not found`]);
    }
    assert.equal((await company.send("GET", "/service_accounts/bob", company.alice.apikey)).status, 404);
  });

  test("its administrator describes and caps a service account; a fellow member changes nothing", async () => {
    await using company = await startCompany(engine);
    await createBot(company);
    const path = "/service_accounts/company_bot";
    const attributes = {
      first_name: "Crawler",
      profile_phrase: "Reads feeds",
      quotas: { api_requests_daily: { allowed: 50 } },
    };
    const patched = await company.send("PATCH", path, company.alice.apikey, {
      type: "service_account",
      id: "company_bot",
      attributes,
    });
    assert.equal(patched.status, 200);
    assert.equal(patched.body.data.attributes.first_name, "Crawler");
    assert.equal(patched.body.data.attributes.profile_phrase, "Reads feeds");
    assert.equal(patched.body.data.attributes.quotas.api_requests_daily.allowed, 50);
    const changes = await company.countChanges();
    const byBob = await company.send("PATCH", path, company.bob.apikey, { attributes: { first_name: "X" } });
    assert.equal(byBob.status, 403);
    const status = await company.send("PATCH", path, company.alice.apikey, {
      attributes: { status: "inactive" },
    });
    assert.equal(status.status, 403);
    const otherId = await company.send("PATCH", path, company.alice.apikey, { id: "bob", attributes: {} });
    assert.deepEqual(errorOf(otherId).slice(0, 2), [400, "InvalidArgumentError"]);
    assert.equal((await company.send("PATCH", path, company.rita.apikey, { attributes: {} })).status, 404);
    assert.equal(await company.countChanges(), changes);
  });

  for (const path of [`${LIST}/company_bot`, "/service_accounts/company_bot"]) {
    test(`DELETE ${path} ends the account and its keys`, async () => {
      await using company = await startCompany(engine);
      const apikey = await createBot(company);
      const uid = (await company.parts.store.read((db) => findUser(db, "company_bot")))?.uid ?? 0;
      const changes = await company.countChanges();
      assert.equal((await company.send("DELETE", path, company.bob.apikey)).status, 403);
      assert.equal((await company.send("DELETE", path, apikey)).status, 403);
      assert.equal((await company.send("DELETE", path, company.rita.apikey)).status, 404);
      assert.equal(await company.countChanges(), changes);
      const deletion = await company.send("DELETE", path, company.alice.apikey);
      assert.deepEqual([deletion.status, deletion.text, deletion.headers["content-length"]], [200, "", "0"]);
      assert.equal((await company.trail()).at(-1), "DELETE_GROUP_SERVICE_ACCOUNT company_bot");
      assert.equal(await exists(company, "company_bot"), false);
      assert.deepEqual(await company.parts.store.read((db) => keysOf(db, uid)), []);
      assert.deepEqual(errorOf(await company.send("GET", "/users/me", apikey)).slice(0, 2), [
        401,
        "WrongCredentialsError",
      ]);
      assert.equal((await company.send("DELETE", path, company.alice.apikey)).status, 404);
      assert.equal((await company.send("GET", LIST, company.bob.apikey)).body.meta.count, 0);
    });
  }

  test("people cannot be deleted as if they were service accounts", async () => {
    await using company = await startCompany(engine);
    const changes = await company.countChanges();
    for (const path of [`${LIST}/bob`, "/service_accounts/bob"]) {
      assert.deepEqual(errorOf(await company.send("DELETE", path, company.alice.apikey)), [
        404,
        "NotFoundError",
        'Service account "bob" not found',
      ]);
    }
    assert.equal(await company.countChanges(), changes);
    assert.equal(await exists(company, "bob"), true);
  });

  test("whoever still works on a group that is being deleted finds it gone", async () => {
    await using company = await startCompany(engine);
    const { send, alice, operator } = company;
    const lists = "/groups/company/relationships";
    const [deleted, ...others] = await Promise.all([
      send("DELETE", "/groups/company", operator.apikey),
      send("POST", LIST, alice.apikey, [bot]),
      send("POST", `${lists}/users`, alice.apikey, [{ type: "user", id: "new@example.com" }]),
      send("PATCH", `${lists}/users`, alice.apikey, [{ id: "bob", context_attributes: { roles: [] } }]),
      send("PATCH", "/groups/company", alice.apikey, { attributes: { country: "Spain" } }),
    ]);
    assert.equal(deleted.status, 200);
    // A call may also come first, and then succeeds.
    for (const { status, text } of others) assert.ok(status === 404 || status === 200, `${status} ${text}`);
    assert.equal(await exists(company, "company_bot"), false);
  });
});
