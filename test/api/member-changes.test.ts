import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { type Company, errorOf, startCompany } from "./company.ts";

const USERS = "/groups/company/relationships/users";
const PROGRAMS = "/groups/company/relationships/service_accounts";
const [ADMIN, SCANNING, UPLOADS] = [
  "USER_ROLE_GROUP_ADMIN",
  "USER_ROLE_PRIVATE_SCANNING",
  "USER_ROLE_FILE_UPLOADS",
];

async function contexts(company: Company, path = USERS) {
  const { body } = await company.send("GET", `${path}?limit=40`, company.operator.apikey);
  return Object.fromEntries(
    body.data.map((item: { id: string; context_attributes: unknown }) => [item.id, item.context_attributes]),
  );
}

function patch(company: Company, ...data: unknown[]) {
  return company.send("PATCH", USERS, company.alice.apikey, data);
}

const change = (id: string, context_attributes: object) => ({ type: "user", id, context_attributes });
const cap = (allowed: number | null) => ({ quota_limits: { api_requests_daily: { allowed } } });

forEachEngine((engine) => {
  test("roles replaces all roles, add_roles and remove_roles change some", async () => {
    await using company = await startCompany(engine);
    const first = await patch(company, change("bob", { roles: [UPLOADS, SCANNING, SCANNING] }));
    assert.equal(first.status, 200);
    assert.deepEqual(first.body.data[0].context_attributes, { role: "user", roles: [SCANNING, UPLOADS] });
    assert.equal(first.body.data[0].attributes.first_name, "Bob");
    const second = await patch(company, change("bob", { add_roles: [ADMIN], remove_roles: [UPLOADS] }));
    assert.deepEqual(second.body.data[0].context_attributes, { role: "admin", roles: [ADMIN, SCANNING] });
    const third = await patch(company, change("bob", { roles: [] }));
    assert.deepEqual(third.body.data[0].context_attributes, { role: "user", roles: [] });
    assert.deepEqual((await company.trail()).slice(-5), [
      "UPDATE_GROUP_MEMBER bob",
      "UPDATE_GROUP_MEMBER bob",
      "ADD_GROUP_ADMIN bob",
      "UPDATE_GROUP_MEMBER bob",
      "DELETE_GROUP_ADMIN bob",
    ]);
  });

  test("the role of administrator is the administrators relationship", async () => {
    await using company = await startCompany(engine);
    const has = async () =>
      (await company.send("GET", "/groups/company/relationships/administrators/bob", company.bob.apikey)).body
        .data;
    assert.equal(await has(), false);
    await patch(company, change("bob", { add_roles: [ADMIN] }));
    assert.equal(await has(), true);
    const demotion = "/groups/company/relationships/administrators/bob";
    await company.send("DELETE", demotion, company.alice.apikey);
    assert.deepEqual((await contexts(company)).bob, { role: "user", roles: [] });
  });

  test("a daily cap shows in quotas and context, and null or the number for none takes it away", async () => {
    await using company = await startCompany(engine);
    const capped = await patch(company, { user: "bob@example.com", context_attributes: cap(1000) });
    const limits = { api_requests_daily: { allowed: 1000 } };
    assert.deepEqual(capped.body.data[0].context_attributes, {
      role: "user",
      roles: [],
      quota_limits: limits,
    });
    const quota = async () =>
      (await company.send("GET", "/users/bob", company.bob.apikey)).body.data.attributes.quotas
        .api_requests_daily;
    assert.deepEqual(await quota(), { allowed: 1000, used: 0 });
    await patch(company, change("bob", cap(0)));
    assert.deepEqual(await quota(), { allowed: 0, used: 0 });
    await patch(company, change("bob", cap(null)));
    assert.deepEqual(await quota(), { allowed: 1_000_000_000, used: 0 });
    assert.deepEqual((await contexts(company)).bob, { role: "user", roles: [] });
    await patch(company, change("bob", cap(5)));
    await patch(company, change("bob", cap(1_000_000_000)));
    assert.deepEqual((await contexts(company)).bob, { role: "user", roles: [] });
  });

  test("a change that changes nothing leaves no entry in the audit", async () => {
    await using company = await startCompany(engine);
    await patch(company, change("bob", { roles: [SCANNING], ...cap(7) }));
    const changes = await company.countChanges();
    for (const same of [
      {},
      { roles: [SCANNING] },
      { add_roles: [SCANNING] },
      { remove_roles: [UPLOADS] },
      cap(7),
    ]) {
      assert.equal((await patch(company, change("bob", same))).status, 200);
    }
    assert.equal(await company.countChanges(), changes);
  });

  test("a list with one bad entry changes nobody", async () => {
    await using company = await startCompany(engine);
    await company.createMember("company", "carol");
    const good = change("carol", { roles: [SCANNING], ...cap(3) });
    const before = [await contexts(company), await company.countChanges()];
    const cases = [
      [change("nobody", { roles: [] }), 404, "NotFoundError", 'User "nobody" not found'],
      [change("rita", { roles: [] }), 404, "NotFoundError", 'User "rita" not found'],
      [
        change("carol@example.com", { roles: [] }),
        400,
        "InvalidArgumentError",
        '"carol@example.com" is named twice; put its changes together',
      ],
      [
        change("bob", { roles: ["USER_ROLE_GOD"] }),
        400,
        "InvalidArgumentError",
        'Unknown role "USER_ROLE_GOD"; use USER_ROLE_GROUP_ADMIN, USER_ROLE_PRIVATE_SCANNING, USER_ROLE_FILE_DOWNLOADS, USER_ROLE_FILE_UPLOADS, USER_ROLE_PRIVATE_FILE_UPLOADS, USER_ROLE_PRIVATE_FILE_DOWNLOADS',
      ],
      [
        change("bob", { roles: [SCANNING], add_roles: [UPLOADS] }),
        400,
        "BadRequestError",
        "roles replaces all roles; leave out add_roles and remove_roles, or send only those",
      ],
      [
        change("bob", { add_roles: [UPLOADS], remove_roles: [UPLOADS] }),
        400,
        "BadRequestError",
        'The role "USER_ROLE_FILE_UPLOADS" is in both add_roles and remove_roles',
      ],
      [
        change("bob", { quota_limits: { monitor_storage_files: { allowed: 1 } } }),
        403,
        "ForbiddenError",
        'You are not authorized to set the quota "monitor_storage_files"',
      ],
      [change("bob", cap(-1)), 400, "InvalidArgumentError", undefined],
      [change("bob", cap(1.5)), 400, "BadRequestError", undefined],
      [
        change("bob", { rolls: [] }),
        400,
        "BadRequestError",
        'data[1].context_attributes: has the unknown member "rolls"',
      ],
      [{ context_attributes: {} }, 400, "BadRequestError", "data[1].id is required"],
      [{ id: "bob" }, 400, "BadRequestError", "data[1].context_attributes: is required"],
      [
        { ...change("bob", {}), type: "service_account" },
        400,
        "InvalidArgumentError",
        'data[1].type: must be "user"',
      ],
    ] as const;
    for (const [bad, status, code, message] of cases) {
      const reply = await patch(company, good, bad);
      const actual = errorOf(reply);
      assert.deepEqual(actual, [status, code, message ?? actual[2]], JSON.stringify(bad));
    }
    assert.deepEqual(errorOf(await patch(company)).slice(0, 2), [400, "BadRequestError"]);
    assert.deepEqual([await contexts(company), await company.countChanges()], before);
  });

  test("administrators can change places in one call, but the group keeps one", async () => {
    await using company = await startCompany(engine);
    const before = await company.countChanges();
    const leave = await patch(company, change("bob", { roles: [SCANNING] }), change("alice", { roles: [] }));
    assert.deepEqual(errorOf(leave), [
      403,
      "ForbiddenError",
      'This would leave group "company" without an administrator; make another member administrator first',
    ]);
    assert.equal(await company.countChanges(), before);
    assert.deepEqual((await contexts(company)).bob, { role: "user", roles: [] });
    const swap = await patch(company, change("alice", { roles: [] }), change("bob", { roles: [ADMIN] }));
    assert.equal(swap.status, 200);
    assert.deepEqual(await contexts(company), {
      alice: { role: "user", roles: [] },
      bob: { role: "admin", roles: [ADMIN] },
    });
    const byOperator = await company.send("PATCH", USERS, company.operator.apikey, [
      change("bob", { roles: [] }),
    ]);
    assert.equal(byOperator.status, 200);
    assert.equal((await contexts(company)).bob.role, "user");
  });

  test("service accounts have roles and caps alike, under either name of their type", async () => {
    await using company = await startCompany(engine);
    const { alice, send } = company;
    await send("POST", PROGRAMS, alice.apikey, [{ id: "bot" }, { id: "scanner" }]);
    const reply = await send("PATCH", PROGRAMS, alice.apikey, [
      { type: "service_account", id: "company_bot", context_attributes: { roles: [UPLOADS], ...cap(10) } },
      { type: "user", id: "company_scanner", context_attributes: { roles: [ADMIN] } },
    ]);
    assert.equal(reply.status, 200);
    const limits = { api_requests_daily: { allowed: 10 } };
    assert.deepEqual(await contexts(company, PROGRAMS), {
      company_bot: { role: "user", roles: [UPLOADS], quota_limits: limits },
      company_scanner: { role: "admin", roles: [ADMIN] },
    });
    // A program that manages the group does not make up for the last person who does.
    assert.equal((await patch(company, change("alice", { roles: [] }))).status, 403);
    assert.deepEqual(errorOf(await send("PATCH", PROGRAMS, alice.apikey, [change("bob", {})])), [
      404,
      "NotFoundError",
      'Service account "bob" not found',
    ]);
    assert.equal((await patch(company, change("company_bot", {}))).status, 404);
  });

  test("plain members change nobody, themselves included, and outsiders do not find the group", async () => {
    await using company = await startCompany(engine);
    const before = await company.countChanges();
    const data = [change("bob", { roles: [ADMIN] })];
    assert.equal((await company.send("PATCH", USERS, company.bob.apikey, data)).status, 403);
    assert.equal((await company.send("PATCH", PROGRAMS, company.bob.apikey, data)).status, 403);
    assert.equal((await company.send("PATCH", USERS, company.rita.apikey, data)).status, 404);
    assert.equal(await company.countChanges(), before);
  });
});
