import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { type Company, errorOf, idsOf, startCompany } from "./company.ts";

const USERS = "/groups/company/relationships/users";
const PUBLIC = ["first_name", "last_name", "profile_phrase", "reputation", "status", "user_since"];

function rowOf({ body }: { readonly body: { readonly data: { readonly id: string }[] } }, id: string) {
  // biome-ignore lint/suspicious/noExplicitAny: the assertions are the types of an answer.
  return body.data.find((item) => item.id === id) as any;
}

async function addMembers(company: Company, ids: readonly string[]): Promise<void> {
  for (const id of ids) await company.createMember("company", id);
}

forEachEngine((engine) => {
  test("a listing shows plain members the public attributes, themselves more, and their administrator all he may see", async () => {
    await using company = await startCompany(engine);
    const names = (row: { attributes: object }) => Object.keys(row.attributes).toSorted();
    const byBob = await company.send("GET", USERS, company.bob.apikey);
    assert.deepEqual(names(rowOf(byBob, "alice")), PUBLIC);
    const own = [...PUBLIC, "email", "has_2fa", "preferences", "privileges", "single_sign_on"].toSorted();
    assert.deepEqual(names(rowOf(byBob, "bob")), own);
    const byAlice = await company.send("GET", USERS, company.alice.apikey);
    assert.deepEqual(
      names(rowOf(byAlice, "bob")),
      [...PUBLIC, "email", "has_2fa", "single_sign_on"].toSorted(),
    );
    assert.deepEqual(rowOf(byAlice, "bob").links, { self: `${company.url}/api/v3/users/bob` });
    assert.equal((await company.send("GET", USERS, company.rita.apikey)).status, 404);
  });

  test("quotas are listed only when they are named, for those who may see them", async () => {
    await using company = await startCompany(engine);
    const list = (query: string, key: string) => company.send("GET", `${USERS}?${query}`, key);
    const plain = await list("exclude_attributes=email", company.alice.apikey);
    assert.equal(rowOf(plain, "bob").attributes.quotas, undefined);
    assert.equal(rowOf(plain, "bob").attributes.email, undefined);
    const named = await list("attributes=quotas,email", company.alice.apikey);
    assert.deepEqual(Object.keys(rowOf(named, "bob").attributes).toSorted(), ["email", "quotas"]);
    assert.deepEqual(rowOf(named, "bob").attributes.quotas.api_requests_daily, {
      allowed: 1_000_000_000,
      used: 0,
    });
    const byBob = await list("attributes=quotas,email", company.bob.apikey);
    assert.deepEqual(rowOf(byBob, "alice").attributes, {});
    assert.deepEqual(Object.keys(rowOf(byBob, "bob").attributes).toSorted(), ["email", "quotas"]);
  });

  test("a member's cap is shown to himself and to administrators only", async () => {
    await using company = await startCompany(engine);
    const { alice } = company;
    await company.createMember("company", "carol");
    const cap = { quota_limits: { api_requests_daily: { allowed: 9 } } };
    await company.send("PATCH", USERS, alice.apikey, [{ id: "carol", context_attributes: cap }]);
    const byBob = await company.send("GET", USERS, company.bob.apikey);
    assert.deepEqual(rowOf(byBob, "carol").context_attributes, { role: "user", roles: [] });
    const byAlice = await company.send("GET", USERS, alice.apikey);
    assert.deepEqual(rowOf(byAlice, "carol").context_attributes, { role: "user", roles: [], ...cap });
  });

  test("pages follow one another by username, each with the count, and the last one ends", async () => {
    await using company = await startCompany(engine);
    await addMembers(company, ["dave", "carol", "Erin", "frank"]);
    const key = company.bob.apikey;
    const first = await company.send("GET", `${USERS}?limit=4`, key);
    assert.deepEqual(idsOf(first), ["Erin", "alice", "bob", "carol"]);
    const self = `${company.url}/api/v3${USERS}?limit=4`;
    const { cursor } = first.body.meta;
    assert.deepEqual(first.body.meta, { count: 6, cursor });
    assert.deepEqual(first.body.links, { self, next: `${self}&cursor=${cursor}` });
    const last = await company.requestTarget("GET", first.body.links.next.slice(company.url.length), { key });
    assert.deepEqual(idsOf(last), ["dave", "frank"]);
    assert.deepEqual(last.body.meta, { count: 6 });
    assert.deepEqual(last.body.links, { self: `${self}&cursor=${cursor}` });
    const elsewhere = await company.send("GET", `/groups/rivals/users?cursor=${cursor}`, company.rita.apikey);
    assert.deepEqual(errorOf(elsewhere).slice(0, 2), [400, "InvalidArgumentError"]);
  });

  test("a filter narrows the list and its count", async () => {
    await using company = await startCompany(engine);
    await addMembers(company, ["bobby"]);
    const list = (filter: string) =>
      company.send(
        "GET",
        `/groups/company/users?limit=1&filter=${encodeURIComponent(filter)}`,
        company.alice.apikey,
      );
    const bobs = await list("username:bob");
    assert.deepEqual(idsOf(bobs), ["bob"]);
    assert.equal(bobs.body.meta.count, 2);
    const next = await company.requestTarget("GET", bobs.body.links.next.slice(company.url.length), {
      key: company.alice.apikey,
    });
    assert.deepEqual(idsOf(next), ["bobby"]);
    assert.equal((await list("2fa_enabled:false")).body.meta.count, 3);
    assert.deepEqual((await list("2fa_enabled:true")).body, {
      data: [],
      meta: { count: 0 },
      links: {
        self: `${company.url}/api/v3/groups/company/users?filter=2fa_enabled%3Atrue&limit=1`,
      },
    });
    assert.deepEqual(errorOf(await list("password:x")).slice(0, 2), [400, "InvalidArgumentError"]);
  });

  test("a plain member cannot learn hidden attributes of his fellows by filtering", async () => {
    await using company = await startCompany(engine);
    const list = (filter: string) =>
      company.send("GET", `/groups/company/users?filter=${encodeURIComponent(filter)}`, company.bob.apikey);
    for (const filter of ["email:alice", "2fa_enabled:false", "api_quota_group:company"]) {
      assert.equal((await list(filter)).status, 403, filter);
    }
    assert.deepEqual(idsOf(await list("example.com")), []);
    assert.deepEqual(idsOf(await list("alic")), ["alice"]);
    assert.deepEqual(idsOf(await list("last_name:Kelso status:active")), ["bob"]);
  });

  test("descriptors_only leaves type, id and context; the generic relationship answers just those", async () => {
    await using company = await startCompany(engine);
    const descriptors = [
      {
        type: "user",
        id: "alice",
        context_attributes: { role: "admin", roles: ["USER_ROLE_GROUP_ADMIN"] },
      },
      { type: "user", id: "bob", context_attributes: { role: "user", roles: [] } },
    ];
    const listing = await company.send("GET", `${USERS}?descriptors_only=true`, company.bob.apikey);
    assert.deepEqual(listing.body.data, descriptors);
    const objects = await company.send(
      "GET",
      "/groups/company/users?descriptors_only=true",
      company.bob.apikey,
    );
    assert.deepEqual(objects.body.data, descriptors);
  });
});
