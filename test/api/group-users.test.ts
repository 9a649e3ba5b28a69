import assert from "node:assert/strict";
import { test } from "node:test";
import { findInvitationByEmail } from "../../src/store/invitations.ts";
import { findUser } from "../../src/store/users.ts";
import { forEachEngine } from "../engines.ts";
import { type Company, errorOf, idsOf, startCompany, user } from "./company.ts";

const LIST = "/groups/company/relationships/users";

async function groupOf({ parts }: Company, id: string) {
  return (await parts.store.read((db) => findUser(db, id)))?.membership ?? null;
}

async function invitationTo({ parts }: Company, email: string) {
  const group = await parts.groups.known(1);
  assert.equal(group?.id, "company");
  return parts.store.read((db) => findInvitationByEmail(db, 1, email));
}

forEachEngine((engine) => {
  test("adding an account without a group joins it at once, and doing it again changes nothing", async () => {
    await using company = await startCompany(engine);
    const carol = await company.createUser("carol");
    const add = () => company.send("POST", LIST, company.alice.apikey, [user("CAROL@example.com")]);
    const first = await add();
    assert.equal(first.status, 200);
    assert.deepEqual(first.body, {
      data: [{ type: "user", id: "carol", context_attributes: { role: "user", roles: [] } }],
    });
    const trail = await company.trail();
    assert.equal(trail.at(-1), "ADD_GROUP_USER carol");
    const again = await add();
    assert.deepEqual(again.body, first.body);
    assert.deepEqual(await company.trail(), trail);
    assert.deepEqual(idsOf(await company.send("GET", LIST, carol.apikey)), ["alice", "bob", "carol"]);
    assert.deepEqual(await groupOf(company, "carol"), {
      gid: 1,
      groupId: "company",
      roles: [],
      quotaGroups: { api: "company", intelligence: "company", monitor: "company" },
    });
    assert.equal(company.mails.length, 0);
  });

  test("an unknown address gets one invitation by mail, whose link the answer does not show", async () => {
    await using company = await startCompany(engine);
    const add = () => company.send("POST", LIST, company.alice.apikey, [user("new@example.org")]);
    const first = await add();
    const invitation = await invitationTo(company, "new@example.org");
    assert.deepEqual(first.body.data, [
      {
        type: "user",
        id: "new@example.org",
        context_attributes: {
          state: "pending",
          role: "user",
          invitation_id: invitation?.id,
          delivery: "sent",
        },
      },
    ]);
    assert.deepEqual(
      company.mails.map(({ to }) => to),
      ["new@example.org"],
    );
    const changes = await company.countChanges();
    const again = await add();
    assert.equal(again.body.data[0].context_attributes.invitation_id, invitation?.id);
    assert.equal(again.body.data[0].context_attributes.delivery, "unchanged");
    assert.equal(company.mails.length, 1);
    assert.equal(await company.countChanges(), changes);
    assert.deepEqual(idsOf(await company.send("GET", LIST, company.alice.apikey)), ["alice", "bob"]);
  });

  test("without a mail server the administrator is shown the invitation's link", async () => {
    await using company = await startCompany(engine, { withoutMail: true });
    const { body } = await company.send("POST", LIST, company.alice.apikey, [user("new@example.org")]);
    const { delivery, link } = body.data[0].context_attributes;
    assert.equal(delivery, "shown");
    assert.match(link, new RegExp(`^${company.url}/invitations/[0-9a-f]{64}$`));
  });

  test("a list with one bad entry adds nobody, invites nobody and leaves no trace", async () => {
    await using company = await startCompany(engine);
    await company.createUser("carol");
    const add = (...data: unknown[]) =>
      company.send("POST", LIST, company.alice.apikey, [user("carol@example.com"), ...data]);
    const changes = await company.countChanges();
    assert.deepEqual(errorOf(await add(user("new@example.org"), user("spellman"))), [
      400,
      "InvalidArgumentError",
      'Invalid email address: "spellman"',
    ]);
    assert.deepEqual(errorOf(await add(user("new@example.org"), user("spellman"), user("@"))), [
      400,
      "InvalidArgumentError",
      'Invalid email address: "spellman"; Invalid email address: "@"',
    ]);
    assert.deepEqual(errorOf(await add(user("new@example.org"), user("rita@example.com"))), [
      409,
      "AlreadyExistsError",
      '"rita@example.com" already belongs to another group and must leave it before joining this one',
    ]);
    assert.deepEqual(errorOf(await add(user("company_bot@service-accounts.invalid"))), [
      400,
      "InvalidArgumentError",
      '"company_bot@service-accounts.invalid" is the address of a service account, not of a person',
    ]);
    assert.equal(await groupOf(company, "carol"), null);
    assert.equal(await invitationTo(company, "new@example.org"), undefined);
    assert.equal((await groupOf(company, "rita"))?.groupId, "rivals");
    assert.equal(company.mails.length, 0);
    assert.equal(await company.countChanges(), changes);
  });

  test("a body that is no list of addresses is 400 and says what is wrong", async () => {
    await using company = await startCompany(engine);
    const changes = await company.countChanges();
    const post = (body: unknown) => company.request("POST", LIST, { key: company.alice.apikey, body });
    const many = Array.from({ length: 501 }, (_, index) => user(`u${index}@example.org`));
    const cases = [
      [{}, "BadRequestError", "data: is required"],
      [{ data: user("a@example.org") }, "BadRequestError", "data: must be an array"],
      [{ data: [] }, "BadRequestError", "data is an empty list; name at least one account"],
      [{ data: ["a@example.org"] }, "BadRequestError", "data[0]: must be an object"],
      [{ data: [{ type: "user" }] }, "BadRequestError", "data[0].id: is required"],
      [
        { data: [{ ...user("a@example.org"), attributes: { privileges: { admin: { granted: true } } } }] },
        "BadRequestError",
        'data[0]: has the unknown member "attributes"',
      ],
      [
        { data: [{ type: "group", id: "a@example.org" }] },
        "InvalidArgumentError",
        'data[0].type: must be one of "user"',
      ],
      [{ data: many }, "InvalidArgumentError", "data: must have at most 500 entries"],
    ] as const;
    for (const [body, code, message] of cases) {
      assert.deepEqual(errorOf(await post(body)), [400, code, message]);
    }
    assert.equal(await company.countChanges(), changes);
  });

  test("only administrators and operators add, and to others outside the group does not exist", async () => {
    await using company = await startCompany(engine);
    const add = (key: string) => company.send("POST", LIST, key, "not even a list");
    const forbidden = "You are not authorized to perform the requested operation";
    assert.deepEqual(errorOf(await add(company.bob.apikey)), [403, "ForbiddenError", forbidden]);
    const hidden = [404, "NotFoundError", 'Group "company" not found'];
    assert.deepEqual(errorOf(await add(company.rita.apikey)), hidden);
    assert.equal((await add(company.operator.apikey)).status, 400);
    const byOperator = await company.send("POST", LIST, company.operator.apikey, [user("x@example.org")]);
    assert.equal(byOperator.status, 200);
  });

  test("a username or an address tells whether someone is a member, and guessing tells nothing else", async () => {
    await using company = await startCompany(engine);
    const has = async (id: string, key: string) => (await company.send("GET", `${LIST}/${id}`, key)).body;
    for (const id of ["bob", "alice", "bob@example.com", "BOB@example.com"]) {
      assert.deepEqual(await has(id, company.alice.apikey), { data: true }, id);
    }
    for (const id of ["rita", "rita@example.com", "nobody", "root", company.bob.apikey, "%2e"]) {
      assert.deepEqual(await has(id, company.alice.apikey), { data: false }, id);
    }
    assert.deepEqual(await has("alice", company.bob.apikey), { data: true });
    assert.deepEqual(await has("bob@example.com", company.bob.apikey), { data: true });
    assert.deepEqual(await has("alice@example.com", company.bob.apikey), { data: false });
    assert.equal((await company.send("GET", `${LIST}/bob`, company.rita.apikey)).status, 404);
  });
});
