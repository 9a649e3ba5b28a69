import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestServer } from "../harness.ts";
import { commandLineOf, parsed } from "./command-line.ts";

test("lists and limits of a group are taken away again by none, and what is not named stays", async () => {
  await using server = await startTestServer();
  await server.createGroup("company");
  const run = commandLineOf(server);
  const set = ["--sso-users", "soc", "--sso-administrators", "leads", "--auto-add", "*@company.example"];
  const limits = [
    "--contact",
    "ciso@company.example",
    "--session-idle-minutes",
    "30",
    "--session-hours",
    "8",
  ];
  assert.equal((await run(["groups", "update", "company", ...set, ...limits])).code, 0);
  const shown = (await run(["groups", "show", "company"])).out;
  assert.match(shown, /^Single sign-on makes members +soc\nand administrators +leads$/m);
  const none = ["--sso-users", "none", "--auto-add", "none", "--contact", "none", "--session-hours", "none"];
  const changed = parsed(await run(["groups", "update", "company", ...none, "--json"])).attributes;
  assert.deepEqual(
    [changed.sso_users, changed.sso_administrators, changed.auto_add_users, changed.contact_emails],
    [[], ["leads"], [], []],
  );
  assert.deepEqual([changed.session_idle_minutes, changed.session_hours], [30, undefined]);
});

test("an administrator who sets what only operators may is refused, and nothing is changed", async () => {
  await using server = await startTestServer();
  await server.createGroup("company");
  const { apikey } = await server.createAdministrator("company", "alice");
  await commandLineOf(server)(["groups", "grant", "company", "livehunt"]);
  const run = commandLineOf(server, apikey);
  for (const args of [
    ["groups", "update", "company", "--industry", "Energy", "--sso-users", "soc"],
    ["groups", "grant", "company", "intelligence"],
    ["groups", "revoke", "company", "livehunt", "--yes"],
  ]) {
    const { code, out, err } = await run(args);
    assert.deepEqual([code, out], [1, ""], args.join(" "));
    assert.match(err, /^error: ForbiddenError: /);
  }
  const { industry, sso_users } = parsed(await run(["groups", "show", "company", "--json"])).attributes;
  assert.deepEqual([industry, sso_users], [undefined, undefined]);
});

test("what a group is granted its members have, with its end, until it is taken away", async () => {
  await using server = await startTestServer();
  await server.createGroup("company");
  const bob = await server.createMember("company", "bob");
  const [asRoot, asBob] = [commandLineOf(server), commandLineOf(server, bob.apikey)];
  const granted = await asRoot(["groups", "grant", "company", "intelligence", "--until", "2027-01-31"]);
  assert.deepEqual([granted.code, granted.out], [0, "Group company has the privilege intelligence.\n"]);
  const until = "intelligence \\(until 2027-01-31T00:00:00Z";
  assert.match(
    (await asRoot(["groups", "show", "company"])).out,
    new RegExp(`^Privileges +${until}\\)$`, "m"),
  );
  assert.match(
    (await asBob(["users", "show", "me"])).out,
    new RegExp(`^Privileges +${until}, from group company\\)$`, "m"),
  );
  const kept = await asRoot(["groups", "revoke", "company", "intelligence"], ["n"]);
  assert.deepEqual([kept.code, kept.out], [1, ""]);
  const revoked = await asRoot(["groups", "revoke", "company", "intelligence"], ["y"]);
  assert.equal(revoked.out, "Group company has the privilege intelligence no longer.\n");
  assert.match((await asBob(["users", "show", "me"])).out, /^Privileges +-$/m);
});

test("preferences that are no JSON object are refused before the server is asked", async () => {
  await using server = await startTestServer();
  const run = commandLineOf(server);
  for (const text of ["digest", "[]", "null", '"x"', "{"]) {
    const { code, err } = await run(["users", "update", "me", "--preferences", text]);
    assert.equal(code, 1);
    assert.match(
      err,
      /^error: option '--preferences <json>' argument .* is invalid\. It must be a JSON object, /,
    );
  }
});

test("service accounts are found and ordered as members are, and several members removed at once", async () => {
  await using server = await startTestServer();
  await server.createGroup("company");
  for (const id of ["bob", "carol", "dave"]) await server.createMember("company", id);
  const run = commandLineOf(server);
  await run(["service-accounts", "create", "company", "scanner", "soar"]);
  const list = ["service-accounts", "list", "company", "--json"];
  const ids = (accounts: readonly { id: string }[]) => accounts.map(({ id }) => id);
  assert.deepEqual(ids(parsed(await run([...list, "--filter", "username:soar"]))), ["company_soar"]);
  assert.deepEqual(ids(parsed(await run([...list, "--order", "username"]))), [
    "company_scanner",
    "company_soar",
  ]);
  const removed = await run(["members", "remove", "company", "bob,carol", "--yes"]);
  assert.equal(removed.out, "Removed bob from group company.\nRemoved carol from group company.\n");
  assert.deepEqual(ids(parsed(await run(["members", "list", "company", "--json"]))), ["dave"]);
});

test("more people are added than one call takes", async () => {
  await using server = await startTestServer();
  await server.createGroup("company");
  const emails = Array.from({ length: 501 }, (_, index) => `person${index}@example.com`);
  const added = parsed(await commandLineOf(server)(["members", "add", "company", ...emails, "--json"]));
  assert.deepEqual(
    added.map(({ id }: { id: string }) => id),
    emails,
  );
});
