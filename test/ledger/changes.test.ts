import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import type { Reply } from "../exchange.ts";
import { resetOf, startSpending, statusesOf } from "./spending.ts";

const QUOTA = "api_requests_daily";

/** What a call is told that finds nothing left. */
function assertSpent(reply: Reply, allowed: number, used: number): void {
  assert.equal(reply.status, 429, reply.text);
  assert.match(reply.body.error.message, new RegExp(`allows ${allowed}, of which ${used} are used;`));
}

const SIDES = ["alice", "company"] as const;

interface Ending {
  readonly name: string;
  /** What an operator does to alice, who has the key of this id. */
  end(keyId: string): readonly [method: string, path: string, body?: object];
  /** What her next call is told. */
  readonly code: readonly [status: number, code: string];
}

const ENDINGS: readonly Ending[] = [
  {
    name: "a revoked key",
    end: (keyId) => ["DELETE", `/users/alice/api_keys/${keyId}`],
    code: [401, "WrongCredentialsError"],
  },
  {
    name: "a key that was rotated out",
    end: (keyId) => ["POST", `/users/alice/api_keys/${keyId}/rotate`],
    code: [401, "WrongCredentialsError"],
  },
  {
    name: "a disabled user",
    end: () => ["PATCH", "/users/alice", { data: { type: "user", attributes: { status: "inactive" } } }],
    code: [401, "UserNotActiveError"],
  },
  {
    name: "a member removed from his group",
    end: () => ["DELETE", "/groups/company/relationships/users/alice"],
    code: [403, "ForbiddenError"],
  },
  { name: "a deleted user", end: () => ["DELETE", "/users/alice"], code: [401, "WrongCredentialsError"] },
];

forEachEngine((engine) => {
  for (const subject of SIDES) {
    test(`a changed limit of ${subject} holds from the next call, and what was used stays used`, async () => {
      await using server = await startSpending({ engine });
      const calls = (count: number) => statusesOf(count, () => server.spend(server.alice));
      await server.limit(subject, { [QUOTA]: 5 });
      assert.deepEqual(await calls(4), [200, 200, 200, 200]);
      await server.limit(subject, { [QUOTA]: 4 });
      assertSpent(await server.spend(server.alice), 4, 4);
      await server.limit(subject, { [QUOTA]: 2 });
      assertSpent(await server.spend(server.alice), 2, 4);
      await server.limit(subject, { [QUOTA]: 6 });
      assert.deepEqual(await calls(3), [200, 200, 429]);
      await server.limit(subject, { [QUOTA]: null });
      assert.deepEqual(await calls(3), [200, 200, 200]);
      // What was spent without a limit counts against the next one.
      await server.limit(subject, { [QUOTA]: 10 });
      assert.deepEqual(await calls(2), [200, 429]);
      await server.limit(subject, { [QUOTA]: 0 });
      assertSpent(await server.spend(server.alice), 0, 10);
      await server.assertAgreement();
    });
  }

  test("a limit that was never there holds from the call after it was set, with everything used before", async () => {
    await using server = await startSpending({ engine });
    assert.deepEqual(await statusesOf(3, () => server.spend(server.alice)), [200, 200, 200]);
    await server.limit("company", { api_requests_monthly: 3 });
    assertSpent(await server.spend(server.alice), 3, 3);
  });

  test("neither a changed limit nor a moved clock moves the end of a window", async () => {
    await using server = await startSpending({ engine });
    const midnight = Date.parse("2026-07-16T00:00:00Z") / 1000;
    await server.limit("alice", { [QUOTA]: 1 });
    await server.spend(server.alice);
    for (const [instant, allowed] of [
      ["2026-07-15T10:00:00Z", 1],
      ["2026-07-15T18:30:00Z", 0],
      ["2026-07-15T11:11:11Z", 1],
      ["2026-07-15T23:59:59Z", 1],
      ["2026-07-15T00:00:00Z", 1],
    ] as const) {
      await server.limit("alice", { [QUOTA]: allowed });
      server.moveTo(instant);
      assert.equal(resetOf(server, await server.spend(server.alice)), midnight, instant);
    }
  });

  test("a limit that is lowered again and again while calls are made is not exceeded by any that follows", async () => {
    await using server = await startSpending({ engine });
    await server.limit("company", { [QUOTA]: 40 });
    const lower = async () => {
      for (let allowed = 39; allowed >= 20; allowed -= 1) await server.limit("company", { [QUOTA]: allowed });
    };
    const spend = async () => {
      for (let call = 0; call < 60; call += 1) await server.spend(server.alice);
    };
    await Promise.all([lower(), spend(), spend(), spend()]);
    const { body } = await server.limit("company", {});
    const used = body.data.attributes.quotas[QUOTA].used;
    assert.ok(used >= 20 && used <= 40, String(used));
    assertSpent(await server.spend(server.alice), 20, used);
    await server.assertAgreement();
  });

  for (const { name, end, code } of ENDINGS) {
    test(`${name} is refused from the next call; the call under way was admitted and is counted`, async () => {
      await using server = await startSpending({ engine });
      await server.limit("company", { [QUOTA]: 10 });
      const { headers } = await server.spend(server.alice);
      const { admission } = server.parts;
      const origin = { address: "127.0.0.1", client: "test", requestId: "1" };
      const charges = [{ quota: "api_requests", cost: 1 }];
      const call = { key: server.alice.apikey, origin, isRead: true, roles: [], charges };
      const underWay = await admission.admit(call);
      assert.ok(underWay.ok);
      const [method, path, body] = end(String(headers["x-tollgate-key-id"]));
      const ended = await server.request(method, path, { key: server.operator.apikey, body });
      assert.equal(ended.status, 200, ended.text);
      const refused = await server.spend(server.alice);
      assert.deepEqual([refused.status, refused.body.error.code], code);
      await admission.settle(underWay, { bucket: "files", charges });
      const { body: group } = await server.limit("company", {});
      assert.equal(group.data.attributes.quotas[QUOTA].used, 2);
      assert.equal((await server.spend(server.alice)).status, refused.status);
      await server.assertAgreement();
    });
  }
});
