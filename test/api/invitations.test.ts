import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { startTestServer, type TestServer } from "../harness.ts";
import { user } from "./company.ts";

const NOW = Date.parse("2026-07-15T10:00:00Z") / 1000;
const DAY = 86_400;
const PASSWORD = "a password of the invited";
const UNUSABLE = "This invitation does not exist, has been used or has expired; ask for a new one";

forEachEngine((engine) => {
  test("an invited person sees what he is invited to, accepts once and is in the group with his role", async () => {
    await using server = await startTestServer({ engine });
    const chief = await company(server);
    const id = await invite(server, chief, "administrators", "New.Person@example.com");
    const [mail] = server.mails;
    assert.equal(mail?.to, "new.person@example.com");
    assert.equal(mail?.subject, "Invitation to The Company");
    const token = tokenIn(mail?.text ?? "", server.url);
    assert.match(token, /^[0-9a-f]{64}$/);
    const shown = await server.request("GET", `/invitations/${token}`);
    assert.deepEqual(shown.body.data, {
      type: "invitation",
      id,
      attributes: {
        email: "new.person@example.com",
        group: "company",
        organization: "The Company",
        administrator: true,
        expiration_date: NOW + 14 * DAY,
      },
    });
    const refused = await accept(server, token, "newcomer", { first_name: "New" });
    assert.deepEqual(refused.body.error, {
      code: "InvalidArgumentError",
      message: 'Attribute "password" is missing',
    });
    const attributes = { first_name: "New", password: PASSWORD, email: "someone.else@example.com" };
    const accepted = await accept(server, token, "newcomer", attributes);
    assert.equal(accepted.status, 200, accepted.text);
    const { apikey, email, first_name } = accepted.body.data.attributes;
    assert.deepEqual(
      [accepted.body.data.id, email, first_name],
      ["newcomer", "new.person@example.com", "New"],
    );
    const admins = await server.request("GET", "/groups/company/relationships/administrators", {
      key: apikey,
    });
    assert.deepEqual(admins.body.data.map((user: { id: string }) => user.id).sort(), ["chief", "newcomer"]);
    for (const reply of [
      await server.request("GET", `/invitations/${token}`),
      await accept(server, token, "second", { password: PASSWORD }),
    ]) {
      assert.deepEqual(reply.body, { error: { code: "NotFoundError", message: UNUSABLE } });
    }
    const left = await server.request("GET", "/groups/company/invitations", { key: apikey });
    assert.deepEqual(left.body.data, []);
  });

  test("of two acceptances at once one makes an account and the other nothing", async () => {
    await using server = await startTestServer({ engine });
    const chief = await company(server);
    await invite(server, chief, "users", "new@example.com");
    const token = tokenIn(server.mails[0]?.text ?? "", server.url);
    const replies = await Promise.all(
      ["one", "two"].map((name) => accept(server, token, name, { password: PASSWORD })),
    );
    assert.deepEqual(replies.map((reply) => reply.status).sort(), [200, 404]);
    const users = await server.request("GET", "/users", { key: server.operator.apikey });
    assert.equal(users.body.meta.count, 3);
  });

  test("a new link kills the old one, and a link dies of age and by being taken back", async () => {
    await using server = await startTestServer({ engine, withoutMail: true });
    const chief = await company(server);
    const body = { data: [{ type: "user", id: "new@example.com" }] };
    const path = "/groups/company/relationships/users";
    const added = await server.request("POST", path, { key: chief, body });
    const { invitation_id: id, link } = added.body.data[0].context_attributes;
    const first = tokenIn(link, server.url);
    const again = await server.request("POST", path, { key: chief, body });
    assert.equal(again.body.data[0].context_attributes.link, undefined);
    server.clock.advance(13 * DAY * 1000);
    const resent = await server.request("POST", `/groups/company/invitations/${id}/resend`, { key: chief });
    assert.deepEqual(resent.body.data.attributes, {
      email: "new@example.com",
      administrator: false,
      invited_by: "chief",
      creation_date: NOW,
      sent_date: NOW + 13 * DAY,
      expiration_date: NOW + 27 * DAY,
      delivery: "shown",
      link: resent.body.data.attributes.link,
    });
    const second = tokenIn(resent.body.data.attributes.link, server.url);
    assert.equal((await server.request("GET", `/invitations/${first}`)).status, 404);
    assert.equal((await server.request("GET", `/invitations/${second}`)).status, 200);
    server.clock.advance(14 * DAY * 1000);
    assert.equal((await accept(server, second, "late", { password: PASSWORD })).status, 404);
    const renewed = await server.request("POST", path, { key: chief, body });
    const third = tokenIn(renewed.body.data[0].context_attributes.link, server.url);
    assert.equal((await server.request("GET", `/invitations/${third}`)).status, 200);
    const gone = await server.request("DELETE", `/groups/company/invitations/${id}`, { key: chief });
    assert.equal(gone.status, 200);
    assert.equal((await server.request("GET", `/invitations/${third}`)).status, 404);
    assert.equal(
      (await server.request("DELETE", `/groups/company/invitations/${id}`, { key: chief })).status,
      404,
    );
  });

  test("the accepted invitation decides the group, and an expired one brings nobody into any", async () => {
    await using server = await startTestServer({ engine });
    const chief = await company(server);
    await server.createGroup("other");
    const rival = (await server.createAdministrator("other", "rival")).apikey;
    await invite(server, chief, "administrators", "new@example.com");
    await invite(server, rival, "users", "new@example.com", "other");
    const token = tokenIn(server.mails[1]?.text ?? "", server.url);
    const { body } = await accept(server, token, "newcomer", { password: PASSWORD });
    const groups = await server.request("GET", "/users/me/relationships/groups", {
      key: body.data.attributes.apikey,
    });
    assert.deepEqual(
      groups.body.data.map((group: { id: string }) => group.id),
      ["other"],
    );
    await invite(server, chief, "administrators", "late@example.com");
    server.clock.advance(15 * DAY * 1000);
    const late = await server.createUser("late");
    const none = await server.request("GET", "/users/me/relationships/groups", { key: late.apikey });
    assert.deepEqual(none.body.data, []);
  });

  test("invitations are for administrators and operators, and mails are not sent twice in a minute", async () => {
    await using server = await startTestServer({ engine });
    const chief = await company(server);
    const member = await server.createMember("company", "member");
    const outsider = await server.createUser("outsider");
    const id = await invite(server, chief, "users", "new@example.com");
    const calls = [
      ["GET", "/groups/company/invitations"],
      ["GET", `/groups/company/invitations/${id}`],
      ["POST", `/groups/company/invitations/${id}/resend`],
      ["DELETE", `/groups/company/invitations/${id}`],
    ] as const;
    for (const [method, path] of calls) {
      assert.equal((await server.request(method, path, { key: member.apikey })).status, 403);
      assert.equal((await server.request(method, path, { key: outsider.apikey })).status, 404);
      assert.equal((await server.request(method, path)).status, 401);
    }
    const resend = () => server.request("POST", calls[2][1], { key: server.operator.apikey });
    server.clock.advance(59_000);
    const early = await resend();
    assert.deepEqual([early.status, early.headers["retry-after"]], [429, "1"]);
    server.clock.advance(1_000);
    assert.equal((await resend()).body.data.attributes.delivery, "sent");
    assert.equal(server.mails.length, 2);
  });

  test("invitations are found by the filter of members, of whom they have the address alone", async () => {
    await using server = await startTestServer({ engine });
    const chief = await company(server);
    for (const email of ["ann@example.com", "bob@example.com", "carol_1@example.org"])
      await invite(server, chief, "users", email);
    const find = (filter: string) =>
      server.request("GET", `/groups/company/invitations?limit=1&filter=${encodeURIComponent(filter)}`, {
        key: chief,
      });
    for (const [filter, count] of [
      ["EXAMPLE", 3],
      ["email:Example.Com", 2],
      ['"bob@" AND example', 1],
      ["email:carol_", 1],
      ["email:l_1@", 1],
      ["email:_nn", 0],
      ["username:ann", 0],
      ["first_name:ann example", 0],
      ["2fa_enabled:false", 0],
    ] as const) {
      const { body } = await find(filter);
      assert.deepEqual([body.data.length, body.meta.count], [Math.min(count, 1), count], filter);
    }
    const first = await find("email:example.com");
    const next = await server.request("GET", first.body.links.next.slice(`${server.url}/api/v3`.length), {
      key: chief,
    });
    const emails = [first, next].map(({ body }) => body.data[0].attributes.email);
    assert.deepEqual(emails.sort(), ["ann@example.com", "bob@example.com"]);
    assert.equal(next.body.meta.cursor, undefined);
    const unknown = await find("owner:ann");
    assert.equal(unknown.body.error.code, "InvalidArgumentError");
    assert.match(unknown.body.error.message, /Unknown filter modifier "owner"; use 2fa_enabled/);
  });

  test("an invitation taken back and made again sends no second mail within a minute", async () => {
    await using server = await startTestServer({ engine });
    const chief = await company(server);
    const again = async () => {
      const id = await invite(server, chief, "users", "new@example.com");
      await server.request("DELETE", `/groups/company/invitations/${id}`, { key: chief });
    };
    await again();
    const body = { data: [user("other@example.com"), user("NEW@example.com")] };
    const early = await server.request("POST", "/groups/company/relationships/users", { key: chief, body });
    assert.deepEqual([early.status, early.headers["retry-after"]], [429, "60"]);
    assert.equal(early.body.error.code, "TooManyRequestsError");
    assert.deepEqual(
      server.mails.map(({ to }) => to),
      ["new@example.com"],
    );
    server.clock.advance(60_000);
    await again();
    assert.equal(server.mails.length, 2);
  });
});

async function company(server: TestServer): Promise<string> {
  await server.createGroup("company", { organization: "The Company" });
  return (await server.createAdministrator("company", "chief")).apikey;
}

/** The id of the invitation. */
async function invite(server: TestServer, key: string, list: string, email: string, group = "company") {
  const { status, text, body } = await server.request("POST", `/groups/${group}/relationships/${list}`, {
    key,
    body: { data: [{ type: "user", id: email }] },
  });
  assert.equal(status, 200, text);
  return String(body.data[0].context_attributes.invitation_id);
}

async function accept(server: TestServer, token: string, id: string, attributes: object) {
  const body = { data: { type: "user", id, attributes } };
  return server.request("POST", `/invitations/${token}/accept`, { body });
}

function tokenIn(text: string, url: string): string {
  const [, rest = ""] = text.split(`${url}/invitations/`);
  return rest.slice(0, 64);
}
