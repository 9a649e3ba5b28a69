import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { exportChain, verifyChain } from "../../src/access/audit-verification.ts";
import type { AuditRow } from "../../src/store/audit-log.ts";
import { forEachEngine } from "../engines.ts";
import { startTestServer, type TestServer } from "../harness.ts";

forEachEngine((engine) => {
  test("every change stands in the audit with who, from where, before and after", async () => {
    await using server = await startTestServer({ engine });
    await server.createGroup("company");
    const { body } = await server.request("GET", "/audit_log_entries?limit=1", {
      key: server.operator.apikey,
    });
    const [{ type, id, attributes }] = body.data;
    const { previous_hash, hash, request_id, actor_key_id, ...facts } = attributes;
    assert.deepEqual([type, id], ["audit_log_entry", String(body.meta.count)]);
    for (const text of [previous_hash, hash]) assert.match(text, /^[0-9a-f]{64}$/);
    for (const text of [request_id, actor_key_id]) assert.match(text, /^[0-9a-f-]{16,36}$/);
    assert.deepEqual(facts, {
      date: server.clock.nowMs() / 1000,
      date_ms: server.clock.nowMs(),
      action: "UPDATE_GROUP",
      outcome: "ok",
      actor: "root",
      address: "127.0.0.1",
      client: "",
      target_type: "group",
      target: "company",
      group: "company",
      before: { organization: "" },
      after: { organization: "company" },
    });
    const member = await server.createMember("company", "member");
    for (const path of ["/audit_log_entries?limit=0", "/audit_log_verification?expected_head=x"]) {
      assert.equal((await server.request("GET", path, { key: member.apikey })).status, 403);
      assert.equal((await server.request("GET", path)).status, 401);
    }
  });

  test("the verification names the first entry that was altered, removed or reordered", async () => {
    await using server = await startTestServer({ engine });
    for (let made = 0; made < 4; made++) await server.createUser(`user-${made}`);
    const good = await verifyChain(server.parts.store);
    assert.deepEqual([good.entries, good.head?.seq, good.firstBad], [5, 5, null]);
    const rows = await Array.fromAsync(exportChain(server.parts.store));
    const [, second, third] = rows;
    assert.ok(second !== undefined && third !== undefined);
    const expectBad = async (seq: number, why: RegExp, entries = seq - 1) => {
      const report = await verifyChain(server.parts.store);
      assert.deepEqual([report.entries, report.firstBad?.seq], [entries, seq]);
      assert.match(report.firstBad?.why ?? "", why);
      await restore(server, rows);
    };
    for (const column of ["actor", "target", "address", "after", "at_ms", "group_id"]) {
      await alter(server, `update audit_log set ${column} = ${column === "at_ms" ? 1 : "'x'"} where seq = 3`);
      await expectBad(3, /altered/);
    }
    await alter(server, "delete from audit_log where seq = 2");
    await expectBad(2, /missing/);
    await alter(server, "delete from audit_log where seq = 1");
    await expectBad(1, /missing/);
    await restore(
      server,
      [
        { ...second, seq: 3 },
        { ...third, seq: 2 },
      ],
      "seq in (2, 3)",
    );
    await expectBad(2, /altered/);
    await restore(server, [{ ...rows[0], seq: 1, hash: second.hash } as AuditRow], "seq = 1");
    await expectBad(1, /altered/);
  });

  test("a head kept elsewhere shows what was cut off the end", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice");
    await server.createUser("bob");
    const key = server.operator.apikey;
    const verify = async (expected?: string) => {
      const query = expected === undefined ? "" : `?expected_head=${expected}`;
      return (await server.request("GET", `/audit_log_verification${query}`, { key })).body;
    };
    const { data } = await verify();
    assert.equal(data.entries, 3);
    assert.match(data.head, /^3:[0-9a-f]{64}$/);
    await alter(server, "delete from audit_log where seq = 3");
    assert.equal((await verify()).data.first_bad, undefined);
    assert.equal((await verify(data.head)).data.first_bad.seq, 3);
    await server.createUser("carol");
    assert.match((await verify(data.head)).data.first_bad.why, /made anew/);
    assert.equal((await verify("3:abc")).error.code, "InvalidArgumentError");
  });

  test("the chain stays whole when changes are made at once", async () => {
    await using server = await startTestServer({ engine });
    await server.createGroup("company");
    const chief = await server.createAdministrator("company", "chief");
    const names = Array.from({ length: 12 }, (_, index) => `user-${index}`);
    await Promise.all([
      ...names.map((name) => server.createMember("company", name)),
      ...names.map(() => server.request("GET", "/users", { key: chief.apikey })),
      ...names.map((name) =>
        server.request("POST", `/users/${name}/api_keys`, { headers: { "x-user-password": "x" } }),
      ),
    ]);
    const { entries, firstBad } = await verifyChain(server.parts.store);
    assert.equal(firstBad, null);
    const { body } = await server.request("GET", "/audit_log_entries", { key: server.operator.apikey });
    assert.equal(body.meta.count, entries);
  });

  test("refused calls are recorded, at most sixty a minute, and the last one says so", async () => {
    await using server = await startTestServer({ engine });
    await server.createGroup("company");
    const member = await server.createMember("company", "member");
    const refuse = () =>
      server.request("DELETE", `/groups/company?key=${member.apikey}`, { key: member.apikey });
    for (let tried = 0; tried < 65; tried++) assert.equal((await refuse()).status, 403);
    const log = async () => {
      const path = "/audit_log_entries?filter=action:REQUEST_REFUSED&limit=2";
      return (await server.request("GET", path, { key: server.operator.apikey })).body;
    };
    const { data, meta } = await log();
    assert.equal(meta.count, 60);
    const { actor, target, group, outcome, after } = data[0].attributes;
    assert.deepEqual(
      [actor, target, group, outcome],
      ["member", "DELETE /groups/{id}", "company", "refused"],
    );
    const facts = {
      path: "/groups/company",
      message: "You are not authorized to perform the requested operation",
    };
    assert.deepEqual(after, { ...facts, further_refusals_this_minute: "not recorded" });
    assert.deepEqual(data[1].attributes.after, facts);
    server.clock.advance(60_000);
    await refuse();
    assert.equal((await log()).meta.count, 61);
  });

  test("a key used from where it may not be is recorded under its owner", async () => {
    await using server = await startTestServer({ engine });
    const alice = await server.createUser("alice");
    const made = await server.request("POST", "/users/me/api_keys", {
      key: alice.apikey,
      body: { data: { attributes: { allowed_addresses: ["192.0.2.7"] } } },
    });
    const stolen = await server.request("GET", "/users/me", { key: made.body.data.attributes.apikey });
    assert.equal(stolen.body.error.code, "ForbiddenError");
    const { body } = await server.request("GET", "/audit_log_entries?limit=1", {
      key: server.operator.apikey,
    });
    const { action, actor, actor_key_id, address } = body.data[0].attributes;
    assert.deepEqual(
      [action, actor, actor_key_id, address],
      ["REQUEST_REFUSED", "alice", made.body.data.id, "127.0.0.1"],
    );
  });

  test("a failed sign-in is recorded under the account that it was for", async () => {
    await using server = await startTestServer({ engine });
    await server.createGroup("company");
    const chief = await server.createAdministrator("company", "chief", {
      password: "the password of the chief",
    });
    for (const id of ["chief", "my secret typed as a name"]) {
      await server.request("POST", `/users/${encodeURIComponent(id)}/api_keys`, {
        headers: { "x-user-password": "a wrong password" },
      });
    }
    const filter = "?filter=action:SIGN_IN_FAILED&attributes=target,outcome,actor,address";
    const { body } = await server.request("GET", `/audit_log_entries${filter}`, {
      key: server.operator.apikey,
    });
    assert.deepEqual(
      body.data.map((entry: { attributes: object }) => entry.attributes),
      ["(unknown)", "chief"].map((target) => ({ outcome: "failed", address: "127.0.0.1", target })),
    );
    const log = await server.request("GET", "/groups/company/activity_log_entries?filter=target:chief", {
      key: chief.apikey,
    });
    assert.equal(log.body.data[0].attributes.action, "SIGN_IN_FAILED");
  });
});

async function alter(server: TestServer, statement: string): Promise<void> {
  await server.parts.store.transaction((tx) => sql.raw(statement).execute(tx));
}

/** Puts these rows in place of those that the condition finds; of all unless given. */
async function restore(server: TestServer, rows: readonly AuditRow[], where = "true"): Promise<void> {
  await server.parts.store.transaction(async (tx) => {
    await sql.raw(`delete from audit_log where ${where}`).execute(tx);
    for (const row of rows) await tx.insertInto("audit_log").values(row).execute();
  });
}
