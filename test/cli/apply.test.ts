import assert from "node:assert/strict";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { startServer, type TestServer } from "../harness.ts";
import { commandLineOf, type Outcome, parsed } from "./command-line.ts";

const COMPANY = `
groups:
  - id: company
    organization: Company Ltd
    auto_add_users: ["*@Example.com"]
    quotas: { api_requests_daily: 1000, api_requests_hourly: none }
    service_accounts:
      - name: soar
        roles: [file_downloads]
        caps: { api_requests_daily: 50 }
users:
  - id: alice
    email: alice@example.com
    first_name: Alice
    group: company
    roles: [group_admin]
    caps: { api_requests_daily: 100 }
  - id: bob
    email: bob@example.net
    group: null
    status: inactive
`;

test("a dry run shows the plan and changes nothing", async () => {
  await using server = await startServer();
  const before = await auditLength(server);
  const { code, out } = await apply(server, COMPANY, ["--dry-run"]);
  assert.equal(code, 0);
  assert.match(out, /^ {2}\+ group company\n {6}organization: Company Ltd\n/);
  assert.match(
    out,
    /\n {2}\+ user alice\n {6}email: alice@example\.com\n[^+]* {6}roles: USER_ROLE_GROUP_ADMIN\n/,
  );
  assert.match(out, /\n4 to create\n$/);
  assert.equal(await auditLength(server), before);
});

test("what a file says is there after it was applied, and a second run finds nothing to do", async () => {
  await using server = await startServer();
  const { code, plan, applied, keys } = await applyForPrograms(server, COMPANY);
  assert.deepEqual([code, applied, plan.length], [0, true, 4]);
  assert.deepEqual(
    keys.map((key: { id: string }) => key.id),
    ["alice", "bob", "company_soar"],
  );
  const { parts } = server;
  const alice = await parts.authenticator.authenticate(keys[0].apikey, {
    address: "127.0.0.1",
    client: "test",
    requestId: "test",
  });
  assert.deepEqual(
    [alice.user.membership?.groupId, alice.user.membership?.roles],
    ["company", ["USER_ROLE_GROUP_ADMIN"]],
  );
  const between = await auditLength(server);
  const again = await apply(server, COMPANY);
  assert.deepEqual([again.code, again.out], [0, "Nothing to do: the server has all that the file says.\n"]);
  assert.equal(await auditLength(server), between);
});

test("changes are shown as old and new", async () => {
  await using server = await startServer();
  await apply(server, COMPANY);
  const changed = COMPANY.replace("api_requests_daily: 1000", "api_requests_daily: 2500000")
    .replace("first_name: Alice", "first_name: Alicia")
    .replace("caps: { api_requests_daily: 50 }", "caps: { api_requests_daily: none }");
  const { out } = await apply(server, changed);
  assert.equal(
    out,
    `  ~ group company
      quotas.api_requests_daily: 1,000 → 2,500,000
  ~ user alice
      first_name: Alice → Alicia
  ~ service account company_soar
      caps.api_requests_daily: 50 → no cap

3 to change
Applied.
`,
  );
  assert.equal((await apply(server, changed)).out, "Nothing to do: the server has all that the file says.\n");
});

test("only a group whose entry says prune loses members and service accounts that the file does not name", async () => {
  await using server = await startServer();
  await apply(server, COMPANY);
  await server.createMember("company", "carol");
  await server.createGroup("other");
  await server.createMember("other", "dave", { email: "dave@example.net" });
  const without = COMPANY.replace("name: soar", "name: scanner");
  assert.match((await apply(server, without)).out, /\n1 to create\nApplied\.\n/);
  const { out } = await apply(server, without.replace("organization:", "prune: true\n    organization:"));
  assert.equal(
    out,
    "  - member carol of group company\n  - service account company_soar\n\n2 to remove\nApplied.\n",
  );
  const cli = commandLineOf(server);
  assert.match((await cli(["users", "show", "carol"])).out, /^Group +-$/m);
  assert.match((await cli(["users", "show", "dave"])).out, /^Group +other$/m);
});

test("a bad file changes nothing and every problem is named with its line", async () => {
  await using server = await startServer();
  const before = await auditLength(server);
  const bad = COMPANY.replace("id: company", "id: Company").replace("email: bob@example.net", "email: bob");
  const { code, out, err } = await apply(server, bad);
  assert.deepEqual([code, out], [1, ""]);
  const lines = err.split("\n");
  assert.match(lines[0] ?? "", /company\.yaml:3:9: groups\[0\]\.id: Invalid group id: "Company"/);
  assert.match(lines[1] ?? "", /company\.yaml:19:12: users\[1\]\.email: Invalid email address: "bob"$/);
  assert.equal(lines[2], "Nothing was changed.");
  assert.equal(await auditLength(server), before);
});

test("what is no file of ours is refused in a few lines, and an empty one is no wish", async () => {
  await using server = await startServer();
  const before = await auditLength(server);
  const noise = Array.from({ length: 400 }, (_, line) => `{[\u001b[31m: ${"x".repeat(500)}${line}`).join(
    "\n",
  );
  for (const text of [noise, "", "# only a remark\n", "null"]) {
    const { code, out, err } = await apply(server, text, ["--yes"]);
    assert.equal(code, 1, text.slice(0, 20));
    assert.equal(out, "");
    assert.match(err, /Nothing was changed\./);
    assert.ok(err.length < 10_000 && !err.includes("\u001b"), String(err.length));
  }
  assert.equal(await auditLength(server), before);
});

test("what the server's state does not allow is named with its line before anything is changed", async () => {
  await using server = await startServer();
  await server.createUser("alice", { email: "alice@elsewhere.example" });
  const before = await auditLength(server);
  const { code, err } = await apply(server, COMPANY.replace("group: null", "group: nowhere"));
  assert.equal(code, 1);
  assert.match(err, /company\.yaml:12:1: user alice has the e-mail address alice@elsewhere\.example, which/);
  assert.match(err, /company\.yaml:18:1: user bob belongs into group nowhere, which neither/);
  assert.equal(await auditLength(server), before);
});

test("nothing is applied unless it is confirmed", async () => {
  await using server = await startServer();
  const before = await auditLength(server);
  const refused = await apply(server, COMPANY, [], ["n"]);
  assert.equal(refused.code, 1);
  assert.match(
    refused.err,
    /^Apply to http:\S+: 4 to create\. Go on\? \[y\/N\] error: Nothing was changed\.\n$/,
  );
  assert.equal(await auditLength(server), before);
  assert.equal((await apply(server, COMPANY, [], ["y"])).code, 0);
});

test("keys made before a step failed are shown all the same", async () => {
  await using server = await startServer();
  await server.createUser("bobby", { email: "bob@example.net" });
  const { code, out, err } = await apply(server, COMPANY);
  assert.equal(code, 1);
  assert.match(out, /New API keys, shown only now:\n {2}alice {2}[0-9a-f]{64}\n$/);
  assert.match(err, /^\d of \d+ steps were taken; user bob failed:\nerror: AlreadyExistsError: /);
});

async function apply(
  server: TestServer,
  text: string,
  options: readonly string[] = ["--yes"],
  types?: readonly string[],
): Promise<Outcome> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-apply-"));
  const file = join(folder.path, "company.yaml");
  await writeFile(file, text);
  return commandLineOf(server)(["apply", file, ...options], types);
}

async function applyForPrograms(server: TestServer, text: string) {
  const outcome = await apply(server, text, ["--yes", "--json"]);
  return { code: outcome.code, ...parsed(outcome) };
}

async function auditLength(server: TestServer): Promise<number> {
  const { entries } = parsed(await commandLineOf(server)(["audit", "verify", "--json"]));
  return entries;
}
