import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { errorOf, idsOf, startCompany } from "./company.ts";

const PROGRAMS = "/groups/company/relationships/service_accounts";
const GROUP = { type: "group", id: "company", context_attributes: { role: "user" } };

forEachEngine((engine) => {
  test("a relationship to one group is an object or null, and its link has no limit", async () => {
    await using company = await startCompany(engine);
    const { bob } = company;
    const base = `${company.url}/api/v3/users/bob`;
    for (const name of ["api_quota_group", "intelligence_quota_group", "monitor_quota_group"]) {
      const ids = await company.send("GET", `/users/${bob.apikey}/relationships/${name}?limit=5`, bob.apikey);
      assert.deepEqual(ids.body, {
        data: GROUP,
        meta: { count: 1 },
        links: { self: `${base}/relationships/${name}` },
      });
      const objects = await company.send("GET", `/users/me/${name}?attributes=organization`, bob.apikey);
      assert.deepEqual(objects.body, {
        data: {
          ...GROUP,
          links: { self: `${company.url}/api/v3/groups/company` },
          attributes: { organization: "company" },
        },
        meta: { count: 1 },
        links: { self: `${base}/${name}` },
      });
    }
    const sam = await company.createUser("sam");
    assert.deepEqual((await company.send("GET", "/users/sam/api_quota_group", sam.apikey)).body, {
      data: null,
      meta: { count: 0 },
      links: { self: `${company.url}/api/v3/users/sam/api_quota_group` },
    });
  });

  test("a user's groups are a list of what he may see of them, with his role", async () => {
    await using company = await startCompany(engine);
    const list = await company.send("GET", "/users/alice/groups", company.alice.apikey);
    assert.deepEqual(idsOf(list), ["company"]);
    assert.deepEqual(list.body.data[0].context_attributes, { role: "admin" });
    assert.equal(list.body.data[0].attributes.organization, "company");
    assert.deepEqual(list.body.meta, { count: 1 });
    assert.deepEqual(list.body.links, { self: `${company.url}/api/v3/users/alice/groups?limit=10` });
    const ids = await company.send("GET", "/users/bob/relationships/groups?limit=40", company.bob.apikey);
    assert.deepEqual(ids.body.data, [GROUP]);
    assert.deepEqual(ids.body.links, {
      self: `${company.url}/api/v3/users/bob/relationships/groups?limit=40`,
    });
    const descriptors = "/users/bob/groups?descriptors_only=true";
    assert.deepEqual((await company.send("GET", descriptors, company.bob.apikey)).body.data, [GROUP]);
  });

  test("each relationship of a user is read by those whom VirusTotal lets read it", async () => {
    await using company = await startCompany(engine);
    const { alice, bob, rita, operator } = company;
    await company.createMember("company", "carol");
    const statuses = async (name: string) => {
      const replies = [bob, alice, operator, rita].map(({ apikey }) =>
        Promise.all(
          [`/users/bob/${name}`, `/users/bob/relationships/${name}`].map((path) =>
            company.send("GET", path, apikey),
          ),
        ),
      );
      const pairs = await Promise.all(replies);
      for (const [one, other] of pairs) assert.equal(one?.status, other?.status, name);
      return pairs.map(([reply]) => reply?.status).join(" ");
    };
    for (const name of ["api_quota_group", "intelligence_quota_group", "monitor_quota_group"]) {
      assert.equal(await statuses(name), "200 200 200 404", name);
    }
    for (const name of ["comments", "mentions", "graphs", "votes", "collections"]) {
      assert.equal(await statuses(name), "200 200 200 404", name);
      assert.deepEqual((await company.send("GET", `/users/bob/${name}`, alice.apikey)).body.data, []);
    }
    for (const name of [
      "groups",
      "hunting_notifications",
      "hunting_notification_files",
      "hunting_rulesets",
      "retrohunt_jobs",
    ]) {
      assert.equal(await statuses(name), "200 403 200 404", name);
    }
    assert.equal((await company.send("GET", "/users/carol/comments", bob.apikey)).status, 404);
  });

  test("a service account's relationships are its administrators' too, under either noun", async () => {
    await using company = await startCompany(engine);
    const { alice, bob, rita } = company;
    await company.send("POST", PROGRAMS, alice.apikey, [{ id: "bot" }]);
    const self = `${company.url}/api/v3/service_accounts/company_bot`;
    for (const path of ["/users/company_bot", "/service_accounts/company_bot"]) {
      const groups = await company.send("GET", `${path}/relationships/groups`, alice.apikey);
      assert.deepEqual(groups.body.data, [GROUP]);
      assert.equal(groups.body.links.self, `${self}/relationships/groups?limit=10`);
      const payer = await company.send("GET", `${path}/api_quota_group`, alice.apikey);
      assert.equal(payer.body.data.id, "company");
      assert.equal((await company.send("GET", `${path}/groups`, bob.apikey)).status, 403);
      assert.equal((await company.send("GET", `${path}/comments`, bob.apikey)).status, 200);
      assert.equal((await company.send("GET", `${path}/groups`, rita.apikey)).status, 404);
    }
    assert.equal((await company.send("GET", "/service_accounts/bob/groups", alice.apikey)).status, 404);
  });

  test("a group's relationships are its members' to read, and what has no name there is not found", async () => {
    await using company = await startCompany(engine);
    const get = (path: string, key = company.bob.apikey) =>
      company.send("GET", `/groups/company${path}`, key);
    assert.deepEqual(idsOf(await get("/users")), ["alice", "bob"]);
    assert.deepEqual(idsOf(await get("/administrators")), ["alice"]);
    for (const path of ["/graphs", "/relationships/graphs", "/service_accounts"]) {
      assert.deepEqual((await get(path)).body, {
        data: [],
        meta: { count: 0 },
        links: { self: `${company.url}/api/v3/groups/company${path}?limit=10` },
      });
      assert.equal((await get(path, company.rita.apikey)).status, 404);
    }
    for (const path of ["/nonsense", "/relationships/nonsense", "/relationships"]) {
      const name = path.split("/").at(-1);
      assert.deepEqual(errorOf(await get(path)), [404, "NotFoundError", `Relationship "${name}" not found`]);
    }
    assert.deepEqual(errorOf(await get("/No%20Sense")), [
      400,
      "InvalidArgumentError",
      'Invalid relationship name: "No Sense". Use lower-case letters, digits and "_", such as "groups"',
    ]);
    const own = await company.send("GET", "/users/bob/nonsense", company.bob.apikey);
    assert.deepEqual(errorOf(own), [404, "NotFoundError", 'Relationship "nonsense" not found']);
    const hidden = await company.send("GET", "/users/bob/nonsense", company.rita.apikey);
    assert.deepEqual(errorOf(hidden), [404, "NotFoundError", 'User "bob" not found']);
  });
});
