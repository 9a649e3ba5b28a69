import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine, openStore } from "../engines.ts";
import { startServer, type TestServer } from "../harness.ts";

const FILE = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";
const NOW = Date.parse("2026-07-15T10:00:00Z") / 1000;

interface LatestRow {
  readonly account?: { readonly id: string };
  readonly code: string;
}

/** What nginx asks before it passes a call on. */
async function ask(server: TestServer, key: string | undefined, method = "GET"): Promise<number> {
  const headers = { "x-forwarded-method": method, "x-forwarded-uri": FILE };
  return (await server.requestTarget("GET", "/authorize", { key, headers })).status;
}

async function company(server: TestServer) {
  await server.createGroup("company");
  return {
    ann: await server.createAdministrator("company", "ann"),
    bob: await server.createMember("company", "bob", {}),
  };
}

async function patchUser(server: TestServer, id: string, attributes: object): Promise<void> {
  const body = { data: { attributes } };
  const reply = await server.request("PATCH", `/users/${id}`, { key: server.operator.apikey, body });
  assert.equal(reply.status, 200, reply.text);
}

forEachEngine((engine) => {
  test("a group's administrators see whose calls were refused, when, and for want of which quota", async () => {
    await using server = await startServer({ engine });
    const { ann, bob } = await company(server);
    await patchUser(server, "bob", { quotas: { api_requests_daily: { allowed: 1 } } });
    assert.deepEqual([await ask(server, bob.apikey), await ask(server, bob.apikey)], [200, 429]);
    server.clock.advance(3_600_000);
    await ask(server, bob.apikey);
    await ask(server, bob.apikey);
    const { body } = await server.request("GET", "/groups/company/refused_calls", { key: ann.apikey });
    const latest = (date: number, calls: number) => ({
      account: { type: "user", id: "bob" },
      date,
      code: "QuotaExceededError",
      quota: "api_requests_daily",
      side: "user",
      method: "GET",
      endpoint: "/files/{id}",
      address: "127.0.0.1",
      calls,
    });
    assert.deepEqual(body.data, {
      hourly: {
        "2026-07-15T10:00:00Z": { QuotaExceededError: 1 },
        "2026-07-15T11:00:00Z": { QuotaExceededError: 2 },
      },
      total: { QuotaExceededError: 3 },
      quotas: { api_requests_daily: { user: 3, group: 0 } },
      users: [{ account: { type: "user", id: "bob" }, calls: 3 }],
      latest: [latest(NOW + 3600, 2), latest(NOW, 1)],
    });
  });

  test("calls refused for who called are counted for their account where it is known, and else for operators alone", async () => {
    await using server = await startServer({ engine });
    const { ann, bob } = await company(server);
    await server.request("PATCH", "/groups/company", {
      key: server.operator.apikey,
      body: { data: { attributes: { quotas: { api_requests_daily: { allowed: 0 } } } } },
    });
    assert.equal(await ask(server, bob.apikey), 429);
    await patchUser(server, "bob", { status: "inactive" });
    assert.equal(await ask(server, bob.apikey), 401);
    assert.equal(await ask(server, undefined), 401);
    assert.equal(await ask(server, "0".repeat(64)), 401);
    const group = await server.request("GET", "/groups/company/refused_calls", { key: ann.apikey });
    assert.deepEqual(group.body.data.total, { QuotaExceededError: 1, UserNotActiveError: 1 });
    assert.deepEqual(group.body.data.quotas, { api_requests_daily: { user: 0, group: 1 } });
    const all = await server.request("GET", "/refused_calls", { key: server.operator.apikey });
    assert.deepEqual(all.body.data.total, {
      AuthenticationRequiredError: 1,
      QuotaExceededError: 1,
      UserNotActiveError: 1,
      WrongCredentialsError: 1,
    });
    const nobodys = all.body.data.latest.filter((row: LatestRow) => row.account === undefined);
    assert.deepEqual(nobodys.map((row: LatestRow) => row.code).sort(), [
      "AuthenticationRequiredError",
      "WrongCredentialsError",
    ]);
  });

  test("a member sees his own refused calls, and of those before he joined his administrators see nothing", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    const ann = await server.createAdministrator("company", "ann");
    const bob = await server.createUser("bob");
    assert.equal(await ask(server, bob.apikey), 403);
    await server.addMember("company", bob);
    await patchUser(server, "bob", { quotas: { api_requests_monthly: { allowed: 0 } } });
    assert.equal(await ask(server, bob.apikey), 429);
    const own = await server.request("GET", "/users/me/refused_calls", { key: bob.apikey });
    assert.deepEqual(own.body.data.total, { ForbiddenError: 1, QuotaExceededError: 1 });
    const byAnn = await server.request("GET", "/users/bob/refused_calls", { key: ann.apikey });
    assert.deepEqual(byAnn.body.data.total, { QuotaExceededError: 1 });
  });

  test("what was refused is written when the server closes, and has the dates of usage", async () => {
    await using server = await startServer({ engine });
    const { bob } = await company(server);
    await patchUser(server, "bob", { quotas: { api_requests_monthly: { allowed: 0 } } });
    await ask(server, bob.apikey);
    const path = "/users/bob/refused_calls?start_date=20260716";
    const refused = await server.request("GET", path, { key: bob.apikey });
    assert.equal(refused.status, 400);
    assert.match(refused.body.error.message, /out of range: usage is kept from 20260517 to 20260715/);
    await server.close();
    await using store = await openStore(server.databaseUrl);
    const rows = await store.read((db) => db.selectFrom("refused_calls").select(["calls", "code"]).execute());
    assert.deepEqual(
      rows.map((row) => ({ ...row })),
      [{ calls: 1, code: "QuotaExceededError" }],
    );
  });
});
