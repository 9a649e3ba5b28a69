import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { startServer, type TestServer } from "../harness.ts";
import { noonOf, recordCalls } from "./recorded-calls.ts";

// The server's clock stands at 2026-07-15T10:00:00Z.
const START = Date.parse("2026-07-15T10:00:00Z") / 1000;

forEachEngine((engine) => {
  test("usage has all four maps, every day of the range, and free endpoints apart", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    const alice = await server.createMember("company", "alice");
    await recordCalls(server, "alice", { calls: 25, bucket: "analyses", at: noonOf("2026-07-13") });
    await recordCalls(server, "alice", { calls: 2, at: noonOf("2026-07-13") });
    await recordCalls(server, "alice", { calls: 3, at: noonOf("2026-07-15") });
    await recordCalls(server, "alice", { calls: 4, bucket: "files", charges: [], at: noonOf("2026-07-14") });
    const reply = await server.request(
      "GET",
      "/users/alice/api_usage?start_date=20260712&end_date=20260715",
      {
        key: alice.apikey,
      },
    );
    assert.equal(reply.status, 200);
    const { data } = reply.body;
    assert.deepEqual(data.daily, {
      "2026-07-12": {},
      "2026-07-13": { analyses: 25, files: 2 },
      "2026-07-14": {},
      "2026-07-15": { files: 3 },
    });
    assert.deepEqual(data.total, { analyses: 25, files: 5 });
    assert.deepEqual(data.daily_endpoints_not_consuming_quota["2026-07-12"], {});
    assert.deepEqual(data.daily_endpoints_not_consuming_quota["2026-07-14"], { files: 4 });
    assert.equal(data.total_endpoints_not_consuming_quota.files, 4);
    assert.deepEqual(Object.keys(data).sort(), [
      "daily",
      "daily_endpoints_not_consuming_quota",
      "total",
      "total_endpoints_not_consuming_quota",
    ]);
  });

  test("calls to the server's own endpoints are counted as free, in the user's usage and the group's", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    const ann = await server.createAdministrator("company", "ann");
    for (let call = 0; call < 3; call++) await server.request("GET", "/users/ann", { key: ann.apikey });
    await server.request("GET", "/groups/company", { key: ann.apikey });
    const own = await server.request("GET", "/users/ann/api_usage", { key: ann.apikey });
    assert.deepEqual(own.body.data.total, {});
    const group = await server.request("GET", "/groups/company/api_usage", { key: ann.apikey });
    // The call that asks is recorded beside being answered, so it may be in already.
    assert.equal(group.body.data.total_endpoints_not_consuming_quota.users, 4);
    assert.deepEqual(group.body.data.total, {});
  });

  test("without dates usage covers the last 30 days, today included", async () => {
    await using server = await startServer({ engine });
    const alice = await server.createUser("alice");
    const { body } = await server.request("GET", "/users/me/api_usage", { key: alice.apikey });
    const days = Object.keys(body.data.daily);
    assert.equal(days.length, 30);
    assert.deepEqual([days[0], days.at(-1)], ["2026-06-16", "2026-07-15"]);
    assert.deepEqual(Object.keys(body.data.daily_endpoints_not_consuming_quota), days);
  });

  test("a date that cannot be had is refused with the range that can", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    const ann = await server.createAdministrator("company", "ann");
    const refused = [
      ["start_date=20260516", "start_date 20260516 is out of range: usage is kept from 20260517 to 20260715"],
      ["end_date=20260716", "end_date 20260716 is out of range: usage is kept from 20260517 to 20260715"],
      ["start_date=20260631", 'start_date "20260631" is not a date in the format YYYYMMDD'],
      ["start_date=", 'start_date "" is not a date in the format YYYYMMDD'],
      ["start_date=20260615&end_date=20260715", /31 days long; at most 30 days/],
      ["start_date=20260715&end_date=20260714", /start_date 20260715 is after end_date 20260714/],
    ] as const;
    for (const path of ["/users/ann/api_usage", "/groups/company/api_usage"]) {
      for (const [query, message] of refused) {
        const { status, body } = await server.request("GET", `${path}?${query}`, { key: ann.apikey });
        assert.equal(status, 400, query);
        assert.equal(body.error.code, "InvalidArgumentError");
        if (typeof message === "string") assert.equal(body.error.message, message);
        else assert.match(body.error.message, message);
      }
    }
  });

  test("the group's usage keeps what members called before they left or were deleted", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    const ann = await server.createAdministrator("company", "ann");
    await server.createMember("company", "bob");
    const carol = await server.createMember("company", "carol");
    await recordCalls(server, "bob", { calls: 5 });
    await recordCalls(server, "carol", { calls: 7 });
    await succeed(server, "DELETE", "/groups/company/relationships/users/bob", ann.apikey);
    await succeed(server, "DELETE", `/users/${carol.id}`, server.operator.apikey);
    await recordCalls(server, "bob", { calls: 100 });
    const group = await server.request("GET", "/groups/company/api_usage", { key: ann.apikey });
    assert.deepEqual(group.body.data.total, { files: 12 });
    const bob = await server.request("GET", "/users/bob/api_usage", { key: server.operator.apikey });
    assert.deepEqual(bob.body.data.total, { files: 105 });
  });

  test("usage is shown to those close to the account, and of a group to its managers", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    await server.createGroup("rival");
    const people = {
      self: await server.createMember("company", "alice"),
      admin: await server.createAdministrator("company", "ann"),
      fellow: await server.createMember("company", "bob"),
      rival: await server.createAdministrator("rival", "zoe"),
      operator: server.operator,
      nobody: { apikey: undefined },
    };
    const expected = {
      "/users/alice/api_usage": {
        self: 200,
        admin: 200,
        fellow: 404,
        rival: 404,
        operator: 200,
        nobody: 401,
      },
      [`/users/${people.self.apikey}/api_usage`]: {
        self: 200,
        admin: 200,
        fellow: 404,
        rival: 404,
        operator: 200,
        nobody: 401,
      },
      "/groups/company/api_usage": {
        self: 403,
        admin: 200,
        fellow: 403,
        rival: 404,
        operator: 200,
        nobody: 401,
      },
      "/groups/none/api_usage": {
        self: 404,
        admin: 404,
        fellow: 404,
        rival: 404,
        operator: 404,
        nobody: 401,
      },
    };
    for (const [path, statuses] of Object.entries(expected)) {
      for (const [who, { apikey }] of Object.entries(people)) {
        const { status } = await server.request("GET", path, { key: apikey });
        assert.equal(status, statuses[who as keyof typeof people], `${who} ${path}`);
      }
    }
  });

  test("what cannot be seen looks the same as what does not exist", async () => {
    await using server = await startServer({ engine });
    await server.createUser("alice");
    const stranger = await server.createUser("mallory");
    for (const id of ["alice", "none"]) {
      const { status, body } = await server.request("GET", `/users/${id}/api_usage?start_date=x`, {
        key: stranger.apikey,
      });
      assert.equal(status, 404);
      assert.deepEqual(body.error, { code: "NotFoundError", message: `User "${id}" not found` });
    }
  });

  test("endpoints can be labelled as VirusTotal's live answers label them", async () => {
    await using server = await startServer({ engine, settings: { usageLabels: "path" } });
    const alice = await server.createUser("alice");
    await recordCalls(server, "alice", { at: START });
    const { body } = await server.request("GET", "/users/alice/api_usage", { key: alice.apikey });
    assert.deepEqual(body.data.total, { "/api/v3/(files)": 1 });
    assert.deepEqual(body.data.daily["2026-07-15"], { "/api/v3/(files)": 1 });
  });
});

async function succeed(server: TestServer, method: string, path: string, key: string): Promise<void> {
  const reply = await server.request(method, path, { key });
  assert.equal(reply.status, 200, `${method} ${path}: ${reply.text}`);
}
