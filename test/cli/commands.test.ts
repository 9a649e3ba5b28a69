import assert from "node:assert/strict";
import test from "node:test";
import { startServer } from "../harness.ts";
import { commandLineOf, parsed } from "./command-line.ts";

test("users can be created, found, changed, disabled and enabled, and their first key is shown", async () => {
  await using server = await startServer();
  const cli = commandLineOf(server);
  const created = parsed(await cli(["users", "create", "alice", "--email", "alice@example.com", "--json"]));
  assert.equal(created.id, "alice");
  assert.match(created.attributes.apikey, /^[0-9a-f]{64}$/);
  assert.equal(
    (await cli(["users", "update", "alice", "--first-name", "Alice"])).out,
    "Changed user alice.\n",
  );
  assert.equal((await cli(["users", "disable", "alice", "--yes"])).out, "Disabled user alice.\n");
  const listed = parsed(await cli(["users", "list", "--json"]));
  assert.deepEqual(
    listed
      .map((user: { id: string; attributes: object }) => [user.id, user.attributes])
      .map(([id]: [string]) => id),
    ["alice", "root"],
  );
  assert.equal(listed[0].attributes.status, "inactive");
  await cli(["users", "enable", "alice"]);
  const shown = await cli(["users", "show", "alice@example.com"]);
  assert.match(shown.out, /^User +alice\nE-mail +alice@example\.com\nName +Alice\n/);
  assert.match(shown.out, /^Status +active$/m);
});

test("members and administrators can be added, given roles and caps, and removed", async () => {
  await using server = await startServer();
  const cli = commandLineOf(server);
  await server.createGroup("company");
  await server.createUser("alice");
  await server.createUser("bob");
  await cli(["administrators", "add", "company", "alice@example.com"]);
  assert.equal(
    (await cli(["members", "add", "company", "bob@example.com"])).out,
    "bob is in group company.\n",
  );
  await cli(["members", "role", "company", "bob", "--add", "file_uploads,private-scanning"]);
  await cli(["members", "role", "company", "bob", "--remove", "USER_ROLE_FILE_UPLOADS"]);
  await cli(["members", "cap", "company", "bob", "api_requests_daily", "500"]);
  const members = parsed(await cli(["members", "list", "company", "--json"]));
  const nothing = { quota_consumed_from_group: 0, quota_share: 0 };
  assert.deepEqual(
    members.map((member: { id: string; context_attributes: object }) => [
      member.id,
      member.context_attributes,
    ]),
    [
      ["alice", { role: "admin", roles: ["USER_ROLE_GROUP_ADMIN"], ...nothing }],
      [
        "bob",
        {
          role: "user",
          roles: ["USER_ROLE_PRIVATE_SCANNING"],
          quota_limits: { api_requests_daily: { allowed: 500 } },
          ...nothing,
        },
      ],
    ],
  );
  const both = await cli(["members", "cap", "company", "alice,bob", "api_requests_daily", "none"]);
  assert.equal(
    both.out,
    "alice has no limit of api_requests_daily any more.\nbob has no limit of api_requests_daily any more.\n",
  );
  assert.equal((await cli(["administrators", "remove", "company", "alice", "--yes"])).code, 0);
  assert.equal((await cli(["members", "remove", "company", "bob", "--yes"])).code, 0);
  assert.match((await cli(["members", "list", "company"])).out, /^alice .* - +- +active +0\.0 % +-$/m);
  assert.equal((await cli(["administrators", "list", "company"])).out, "None.\n");
});

test("an address without an account is invited, and the invitation can be sent again and taken back", async () => {
  await using server = await startServer({ withoutMail: true });
  const cli = commandLineOf(server);
  await server.createGroup("company");
  const added = await cli(["members", "add", "company", "carol@example.com"]);
  assert.match(added.out, /^carol@example\.com is invited\. Hand this link over:\n {2}http\S+\n$/);
  assert.match((await cli(["invitations", "list", "company"])).out, /carol@example\.com +no +root/);
  const resent = await cli(["invitations", "resend", "company", "carol@example.com"]);
  assert.match(resent.out, /^Hand this new link to carol@example\.com:\n/);
  await cli(["invitations", "revoke", "company", "carol@example.com", "--yes"]);
  assert.deepEqual(parsed(await cli(["invitations", "list", "company", "--json"])), []);
  const gone = await cli(["invitations", "revoke", "company", "carol@example.com", "--yes"]);
  assert.equal(gone.code, 1);
  assert.match(gone.err, /^error: Group company has no invitation carol@example\.com; /);
});

test("service accounts show their keys once, and take caps and roles by their id alone", async () => {
  await using server = await startServer();
  const cli = commandLineOf(server);
  await server.createGroup("company");
  const created = await cli(["service-accounts", "create", "company", "scanner", "soar"]);
  assert.match(created.out, /^ *company_scanner +[0-9a-f]{64}\ncompany_soar {5}[0-9a-f]{64}\n/m);
  await cli(["service-accounts", "role", "company_scanner", "--set", "file_downloads"]);
  await cli(["service-accounts", "cap", "company_scanner", "api_requests_daily", "5000"]);
  assert.match(
    (await cli(["service-accounts", "list", "company"])).out,
    /^company_scanner +file_downloads +api_requests_daily 5,000 +active +2026-07-15T10:00:00Z +0\.0 % +-$/m,
  );
  assert.match((await cli(["service-accounts", "show", "company_scanner"])).out, /^Group +company$/m);
  assert.equal((await cli(["service-accounts", "delete", "company_scanner", "--yes"])).code, 0);
  assert.equal((await cli(["service-accounts", "show", "company_scanner"])).code, 1);
  assert.match(
    (await cli(["service-accounts", "role", "scanner", "--set", "file_downloads"])).err,
    /^error: "scanner" is not a service account: its id is <group>_<name>, /,
  );
});

test("keys can be made, limited, rotated and revoked", async () => {
  await using server = await startServer();
  const cli = commandLineOf(server);
  const made = parsed(
    await cli([
      "keys",
      "create",
      "me",
      "--label",
      "laptop",
      "--expires",
      "2027-01-31",
      "--read-only",
      "--json",
    ]),
  );
  assert.deepEqual(
    [made.attributes.label, made.attributes.expiration_date, made.attributes.read_only],
    ["laptop", Date.UTC(2027, 0, 31) / 1000, true],
  );
  const changed = parsed(
    await cli([
      "keys",
      "update",
      "me",
      made.id,
      "--expires",
      "never",
      "--no-read-only",
      "--allow",
      "10.0.0.0/8",
      "--json",
    ]),
  );
  assert.deepEqual(
    [changed.attributes.expiration_date, changed.attributes.read_only, changed.attributes.allowed_addresses],
    [undefined, false, ["10.0.0.0/8"]],
  );
  const rotated = await cli(["keys", "rotate", "me", made.id, "--overlap", "24h"]);
  assert.match(rotated.out, /API key: [0-9a-f]{64}\n\nKeep it safe: it is shown only now\.\n$/);
  await cli(["keys", "revoke", "me", made.id, "--yes"]);
  const left = parsed(await cli(["keys", "list", "me", "--json"]));
  assert.equal(left.length, 2);
  assert.ok(left.every((key: { id: string }) => key.id !== made.id));
});
