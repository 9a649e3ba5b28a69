import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { startTestServer, type TestServer } from "../harness.ts";

const NOW = Date.parse("2026-07-15T10:00:00Z") / 1000;
const LOG = "/groups/company/activity_log_entries";

forEachEngine((engine) => {
  test("an administrator reads who did what to whom in his group, newest first, page by page", async () => {
    await using server = await startTestServer({ engine });
    const chief = await company(server);
    const { body } = await server.request("GET", `${LOG}?relationships=user,group,target&limit=1`, {
      key: chief,
    });
    assert.equal(body.meta.count, 5);
    const [entry] = body.data;
    assert.match(entry.id, /^[0-9a-f]{32}$/);
    assert.deepEqual(entry, {
      type: "activity_log_entry",
      id: entry.id,
      attributes: {
        action: "ADD_GROUP_USER",
        ip: "127.0.0.1",
        date: NOW + 86_400,
        info: { user: "chief", target: "member" },
        outcome: "ok",
      },
      relationships: {
        user: { data: { type: "user", id: "chief" } },
        group: { data: { type: "group", id: "company" } },
        target: { data: { type: "user", id: "member" } },
      },
    });
    const seen = [entry.id];
    for (let next = body.links.next; next !== undefined; ) {
      const { pathname, search } = new URL(next);
      const page = await server.requestTarget("GET", pathname + search, { key: chief });
      seen.push(...page.body.data.map((item: { id: string }) => item.id));
      next = page.body.links.next;
    }
    assert.equal(new Set(seen).size, 5);
    const described = await server.request("GET", "/groups/company/relationships/activity_log_entries", {
      key: chief,
    });
    assert.deepEqual(
      described.body.data,
      seen.map((id) => ({ type: "activity_log_entry", id })),
    );
  });

  test("a new group under the id of a deleted one does not inherit its activity", async () => {
    await using server = await startTestServer({ engine });
    await company(server);
    const { status } = await server.request("DELETE", "/groups/company", { key: server.operator.apikey });
    assert.equal(status, 200);
    await server.createGroup("company");
    const heir = await server.createAdministrator("company", "heir");
    const { body } = await server.request("GET", LOG, { key: heir.apikey });
    const done = body.data.map(({ attributes }: { attributes: { action: string } }) => attributes.action);
    assert.deepEqual(done, ["ADD_GROUP_ADMIN", "ADD_GROUP_USER", "UPDATE_GROUP", "CREATE_TENANT"]);
    assert.equal(body.meta.count, 4);
    const all = await server.request("GET", "/audit_log_entries?filter=action:DELETE_TENANT", {
      key: server.operator.apikey,
    });
    assert.equal(all.body.meta.count, 1);
  });

  test("the activity log can be filtered and its attributes chosen", async () => {
    await using server = await startTestServer({ engine });
    const chief = await company(server);
    const targets = async (filter: string) => {
      const path = `${LOG}?filter=${encodeURIComponent(filter)}&attributes=action,info`;
      const { body } = await server.request("GET", path, { key: chief });
      return body.data.map((entry: { attributes: { action: string; info: { target: string } } }) => {
        assert.deepEqual(Object.keys(entry.attributes), ["action", "info"]);
        return `${entry.attributes.action} ${entry.attributes.info.target}`;
      });
    };
    assert.deepEqual(await targets("action:ADD_GROUP_ADMIN"), ["ADD_GROUP_ADMIN chief"]);
    assert.deepEqual(await targets("user:chief"), ["ADD_GROUP_USER member"]);
    assert.deepEqual(await targets("target:chief AND action:add_group_user"), ["ADD_GROUP_USER chief"]);
    assert.deepEqual(await targets("date:2026-07-16"), ["ADD_GROUP_USER member"]);
    assert.deepEqual(await targets("date:2026-07-16+ user:root"), []);
    assert.equal((await targets("date:2026-07-15-")).length, 4);
    for (const filter of ["date:2026-02-30", "colour:red", 'user:"chief']) {
      const path = `${LOG}?filter=${encodeURIComponent(filter)}`;
      const { status, body } = await server.request("GET", path, { key: chief });
      assert.deepEqual([status, body.error.code], [400, "InvalidArgumentError"], filter);
    }
  });

  test("the activity log is for the group's administrators and operators alone", async () => {
    await using server = await startTestServer({ engine });
    const chief = await company(server);
    await server.createGroup("other");
    const rival = await server.createAdministrator("other", "rival");
    const plain = await server.createMember("company", "plain");
    for (const path of [LOG, "/groups/company/relationships/activity_log_entries"]) {
      assert.equal((await server.request("GET", path)).status, 401);
      assert.equal((await server.request("GET", `${path}?limit=0`, { key: plain.apikey })).status, 403);
      assert.equal((await server.request("GET", `${path}?limit=0`, { key: rival.apikey })).status, 404);
      assert.equal((await server.request("GET", path, { key: chief })).status, 200);
      assert.equal((await server.request("GET", path, { key: server.operator.apikey })).status, 200);
    }
    const { body } = await server.request("GET", "/groups/other/activity_log_entries", { key: rival.apikey });
    assert.equal(body.meta.count, 4);
  });

  test("an administrator does not read in the log what he may not read of a member", async () => {
    await using server = await startTestServer({ engine });
    const chief = await company(server);
    const attributes = {
      first_name: "New",
      preferences: { ui: { theme: "dark" } },
      privileges: { download: { granted: true } },
    };
    const key = server.operator.apikey;
    const patched = await server.request("PATCH", "/users/member", { key, body: { data: { attributes } } });
    assert.equal(patched.status, 200, patched.text);
    const after = async (reader: string) => {
      const { body } = await server.request("GET", `${LOG}?filter=action:UPDATE_USER`, { key: reader });
      return body.data[0].attributes.after;
    };
    assert.deepEqual(await after(chief), { first_name: "New" });
    assert.deepEqual(Object.keys(await after(key)).sort(), ["first_name", "preferences", "privileges"]);
  });
});

/** Five entries: made, its organization set, and then two members, one an administrator. */
async function company(server: TestServer): Promise<string> {
  await server.createGroup("company");
  const chief = await server.createAdministrator("company", "chief");
  const member = await server.createUser("member");
  server.clock.advance(86_400_000);
  const body = { data: [{ type: "user", id: member.email }] };
  const added = await server.request("POST", "/groups/company/relationships/users", {
    key: chief.apikey,
    body,
  });
  assert.equal(added.status, 200, added.text);
  return chief.apikey;
}
