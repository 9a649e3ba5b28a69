import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { startCompany } from "./company.ts";

const NAMES = "groups,api_quota_group,intelligence_quota_group,monitor_quota_group";
const GROUP = { type: "group", id: "company", context_attributes: { role: "user" } };

forEachEngine((engine) => {
  test("a user carries the relationships asked for, each with data and links; unknown names are ignored", async () => {
    await using company = await startCompany(engine);
    const path = `/users/${company.bob.apikey}?relationships=${NAMES},nonsense,comments`;
    const { body } = await company.send("GET", path, company.bob.apikey);
    const url = `${company.url}/api/v3/users/bob`;
    const one = (name: string) => ({
      data: GROUP,
      links: { self: `${url}/relationships/${name}`, related: `${url}/${name}` },
    });
    const many = (name: string, data: object[]) => ({
      data,
      meta: { count: data.length },
      links: { self: `${url}/relationships/${name}?limit=20`, related: `${url}/${name}` },
    });
    assert.deepEqual(body.data.relationships, {
      groups: many("groups", [GROUP]),
      api_quota_group: one("api_quota_group"),
      intelligence_quota_group: one("intelligence_quota_group"),
      monitor_quota_group: one("monitor_quota_group"),
      comments: many("comments", []),
    });
    const plain = await company.send("GET", "/users/bob", company.bob.apikey);
    assert.equal("relationships" in plain.body.data, false);
  });

  test("what the caller may not read looks empty and spoils nothing else", async () => {
    await using company = await startCompany(engine);
    const byAlice = await company.send("GET", `/users/bob?relationships=${NAMES}`, company.alice.apikey);
    assert.equal(byAlice.status, 200);
    assert.deepEqual(byAlice.body.data.relationships.groups.data, []);
    assert.deepEqual(byAlice.body.data.relationships.api_quota_group.data, GROUP);
    const listing = await company.send(
      "GET",
      `/groups/company/users?relationships=${NAMES}`,
      company.bob.apikey,
    );
    const [alice, bob] = listing.body.data;
    assert.deepEqual(alice.relationships.groups.data, []);
    assert.equal(alice.relationships.api_quota_group.data, null);
    assert.deepEqual(bob.relationships.groups.data, [GROUP]);
    const sam = await company.createUser("sam");
    const free = await company.send("GET", `/users/sam?relationships=${NAMES}`, sam.apikey);
    assert.equal(free.body.data.relationships.monitor_quota_group.data, null);
  });

  test("a group carries the first 20 of each list and the link to the rest", async () => {
    await using company = await startCompany(engine);
    for (let index = 0; index < 19; index += 1) await company.createMember("company", `user-${index + 10}`);
    const key = company.bob.apikey;
    const { body } = await company.send(
      "GET",
      "/groups/company?attributes=organization&relationships=users,administrators,graphs,nonsense",
      key,
    );
    const { users, administrators, graphs, ...others } = body.data.relationships;
    assert.deepEqual(others, {});
    assert.equal(users.data.length, 20);
    assert.deepEqual(users.data[1], {
      type: "user",
      id: "bob",
      context_attributes: { role: "user", roles: [] },
    });
    assert.equal(users.meta.count, 21);
    const url = `${company.url}/api/v3/groups/company`;
    assert.equal(users.links.self, `${url}/relationships/users?limit=20`);
    assert.equal(users.links.related, `${url}/users`);
    const rest = await company.requestTarget("GET", users.links.next.slice(company.url.length), { key });
    assert.deepEqual(
      rest.body.data.map((item: { id: string }) => item.id),
      ["user-28"],
    );
    assert.equal(administrators.data.length, 1);
    assert.deepEqual(administrators.links, {
      self: `${url}/relationships/administrators?limit=20`,
      related: `${url}/administrators`,
    });
    assert.deepEqual(graphs.data, []);
  });
});
