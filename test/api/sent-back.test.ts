import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { startCompany } from "./company.ts";

forEachEngine((engine) => {
  test("whoever may change an object may send all of it back as he read it, which changes nothing", async () => {
    await using server = await startCompany(engine);
    const { send, operator, alice, bob } = server;
    const granted = { privileges: { intelligence: { granted: true, expiration_date: 1_900_000_000 } } };
    const quotas = { api_requests_daily: { allowed: 100 } };
    await send("PATCH", "/groups/company", operator.apikey, { attributes: { ...granted, quotas } });
    await send("PATCH", "/users/bob", operator.apikey, {
      attributes: {
        quotas,
        privileges: { livehunt: { granted: true } },
        preferences: { ui: { theme: "dark" } },
      },
    });
    const before = await server.countChanges();
    const people = { alice: alice.apikey, bob: bob.apikey, root: operator.apikey };
    for (const [who, path] of [
      ["bob", "/users/bob"],
      ["alice", "/users/bob"],
      ["root", "/users/bob"],
      ["alice", "/groups/company"],
      ["root", "/groups/company"],
    ] as const) {
      const { body } = await send("GET", path, people[who]);
      const sentBack = await send("PATCH", path, people[who], body.data);
      assert.equal(sentBack.status, 200, `${who} ${path}: ${sentBack.text}`);
      assert.deepEqual(sentBack.body.data, body.data);
    }
    assert.equal(await server.countChanges(), before);
  });

  test("an attribute set to what it is already leaves no trace in the audit", async () => {
    await using server = await startCompany(engine);
    const { send, operator } = server;
    const attributes = { privileges: { livehunt: { granted: true } }, first_name: "Bob" };
    const first = await send("PATCH", "/users/bob", operator.apikey, { attributes });
    const before = await server.countChanges();
    const partial = { attributes: { privileges: { livehunt: { granted: true, expiration_date: 0 } } } };
    const second = await send("PATCH", "/users/bob", operator.apikey, partial);
    assert.deepEqual([second.status, second.body.data], [200, first.body.data]);
    assert.equal(await server.countChanges(), before);
  });

  test("a time that no client's calendar has is refused", async () => {
    await using server = await startCompany(engine);
    const { send, operator } = server;
    const late = 253_402_300_800;
    for (const attributes of [
      { agreement_signed_date: late },
      { privileges: { intelligence: { granted: true, expiration_date: late } } },
    ]) {
      const { status, body } = await send("PATCH", "/groups/company", operator.apikey, { attributes });
      assert.deepEqual([status, body.error.code], [400, "InvalidArgumentError"]);
    }
    const last = await send("PATCH", "/groups/company", operator.apikey, {
      attributes: { agreement_signed_date: late - 1 },
    });
    assert.equal(last.status, 200);
  });
});
