import assert from "node:assert/strict";
import { test } from "node:test";
import { PIECE_MEMBERS } from "../../src/access/member-spans.ts";
import { forEachEngine } from "../engines.ts";
import { startServer } from "../harness.ts";
import { crowd } from "./member-crowd.ts";

const USERS = "/groups/company/relationships/users";

interface Row {
  readonly id: string;
}

forEachEngine((engine) => {
  test("a list can be begun anywhere, in every order and with every filter, and goes on from there", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    const ann = await server.createAdministrator("company", "ann");
    await crowd(server, PIECE_MEMBERS + 200);
    const ids = async (path: string): Promise<string[]> => {
      const { status, body, text } = await server.request("GET", path, { key: ann.apikey });
      assert.equal(status, 200, text);
      return body.data.map((row: Row) => row.id);
    };
    for (const search of ["", "filter=doe&", "order=last_seen-&", "filter=roe&order=last_seen&"]) {
      const path = `${USERS}?${search}limit=3`;
      const { body } = await server.request("GET", path, { key: ann.apikey });
      const count = body.meta.count;
      const [whole, next] = [body.data.map(({ id }: Row) => id), body.meta.cursor];
      assert.deepEqual(await ids(`${path}&skip=1`), [
        ...whole.slice(1),
        ...(await ids(`${path}&cursor=${next}`)).slice(0, 1),
      ]);
      for (const skip of [1000, PIECE_MEMBERS / 10, count - 5]) {
        const jumped = await server.request("GET", `${path}&skip=${skip}`, { key: ann.apikey });
        assert.match(jumped.body.links.self, new RegExp(`skip=${skip}`));
        assert.doesNotMatch(jumped.body.links.next, /skip=/);
        const rest = await ids(jumped.body.links.next.slice(`${server.url}/api/v3`.length));
        assert.deepEqual(rest, await ids(`${path}&skip=${skip + 3}`));
        assert.deepEqual(
          await ids(`${path}&skip=${skip - 3}&cursor=${next}`),
          jumped.body.data.map(({ id }: Row) => id),
        );
      }
      for (const skip of [count - 1, count, count + 1, 10 ** 14]) {
        const last = await server.request("GET", `${path}&skip=${skip}`, { key: ann.apikey });
        assert.deepEqual([last.body.data.length, last.body.meta], [skip < count ? 1 : 0, { count }]);
      }
    }
    for (const skip of ["-1", "1.5", "many", ""]) {
      const refused = await server.request("GET", `${USERS}?skip=${skip}`, { key: ann.apikey });
      assert.equal(refused.status, 400);
      assert.match(refused.body.error.message, /must be a whole number from 0 on/);
    }
  });

  test("a cursor goes on where it was when members have come and gone meanwhile", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    const ann = await server.createAdministrator("company", "ann");
    for (const name of ["bob", "carol", "dave", "eve"])
      await server.createMember("company", name, { last_name: "Doe" });
    const key = ann.apikey;
    for (const [search, left, rest] of [
      ["filter=last_name:doe", "carol", ["dave", "eve"]],
      ["order=quota_consumed", "bob", ["dave", "eve"]],
    ] as const) {
      const first = await server.request("GET", `${USERS}?${search}&limit=2`, { key });
      await server.request("DELETE", `${USERS}/${left}`, { key });
      const next = await server.request("GET", first.body.links.next.slice(`${server.url}/api/v3`.length), {
        key,
      });
      assert.deepEqual(next.body.data.map(({ id }: Row) => id).slice(-2), rest);
    }
  });

  test("a member who was disabled, removed or renamed since the first page is not shown as he was", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    const ann = await server.createAdministrator("company", "ann");
    for (const name of ["bob", "carol", "dave"]) await server.createMember("company", name);
    const key = ann.apikey;
    const page = `${USERS}?filter=status:active&limit=1`;
    const first = await server.request("GET", page, { key });
    const asOperator = { key: server.operator.apikey };
    await server.request("PATCH", "/users/bob", {
      ...asOperator,
      body: { data: { attributes: { status: "inactive" } } },
    });
    const next = await server.request("GET", first.body.links.next.slice(`${server.url}/api/v3`.length), {
      key,
    });
    assert.deepEqual([next.body.data[0].id, next.body.meta.count], ["carol", 3]);
  });

  test("who was last seen by a key that is gone stays seen", async () => {
    await using server = await startServer({ engine });
    await server.createGroup("company");
    const ann = await server.createAdministrator("company", "ann");
    const bob = await server.createMember("company", "bob");
    await server.request("GET", "/users/me", { key: bob.apikey });
    const seen = async () => {
      const { body } = await server.request(
        "GET",
        `${USERS}?filter=bob&with_activity=true&order=last_seen-`,
        {
          key: ann.apikey,
        },
      );
      return body.data[0].context_attributes.last_seen;
    };
    const at = server.clock.nowMs() / 1000;
    assert.equal(await seen(), at);
    const keys = await server.request("GET", "/users/bob/api_keys", { key: ann.apikey });
    for (const { id } of keys.body.data) {
      const { status } = await server.request("DELETE", `/users/bob/api_keys/${id}`, { key: ann.apikey });
      assert.equal(status, 200);
    }
    assert.equal(await seen(), at);
  });
});
