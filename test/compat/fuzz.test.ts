import assert from "node:assert/strict";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Person, startServer, type TestServer } from "../harness.ts";
import { runClient } from "./clients.ts";
import { type FuzzIds, fuzzConfiguration, type KnownIds, type Phase } from "./fuzz-configuration.ts";

const CHECKS =
  "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
const EXAMPLES_PER_OPERATION = 12;
const SEED = 20_261_123;
const OUTPUT_CHARS_MAX = 20_000;

/**
 * Operations that need what the fuzzer cannot have: a token from a mail, a session, the account's password or second
 * factor, a clock that moves on since the invitation was sent, a list whose every entry is right, or attributes whose names the document leaves
 * open (POST /users). The other tests see them succeed.
 */
const NEVER_SUCCEED = [
  "DELETE /sessions/current",
  "DELETE /users/{id}/sessions/{session_id}",
  "DELETE /users/{id}/totp",
  "GET /invitations/{token}",
  "GET /sessions/current",
  "PATCH /groups/{id}/relationships/service_accounts",
  "PATCH /groups/{id}/relationships/users",
  "POST /groups/{id}/invitations/{invitation_id}/resend",
  "POST /groups/{id}/relationships/administrators",
  "POST /groups/{id}/relationships/service_accounts",
  "POST /groups/{id}/relationships/users",
  "POST /invitations/{token}/accept",
  "POST /password_resets/accept",
  "POST /password_resets/open",
  "POST /sessions",
  "POST /users",
  "POST /users/{id}/password",
  "POST /users/{id}/totp",
  "POST /users/{id}/totp/confirm",
  "POST /users/{id}/totp/recovery_codes",
];

async function succeed(server: TestServer, method: string, path: string, body?: object) {
  const reply = await server.request(method, path, { key: server.operator.apikey, body });
  assert.equal(reply.status, 200, reply.text);
  return reply.body.data;
}

/** A group with two members, two service accounts, two keys of each kind and an invitation. */
async function populate(server: TestServer, group: string): Promise<KnownIds> {
  await server.createGroup(group);
  const members = [
    await server.createMember(group, `${group}-alice`),
    await server.createAdministrator(group, `${group}-bob`),
  ];
  const names = ["scanner", "feeder"];
  await succeed(server, "POST", `/groups/${group}/relationships/service_accounts`, {
    data: names.map((id) => ({ type: "service_account", id })),
  });
  const [invited] = await succeed(server, "POST", `/groups/${group}/relationships/users`, {
    data: [{ type: "user", id: `${group}-newcomer@example.com` }],
  });
  const users = members.map(({ id }) => id);
  const accounts = names.map((name) => `${group}_${name}`);
  return {
    users,
    emails: members.map(({ email }) => email),
    groups: [group],
    accounts,
    userKeys: [await createKey(server, `/users/${users[0]}`)],
    accountKeys: [await createKey(server, `/service_accounts/${accounts[0]}`)],
    rotatedUserKeys: [await createKey(server, `/users/${users[0]}`)],
    rotatedAccountKeys: [await createKey(server, `/service_accounts/${accounts[0]}`)],
    invitations: [invited.context_attributes.invitation_id],
  };
}

async function createKey(server: TestServer, owner: string): Promise<string> {
  const attributes = { label: "fuzzed" };
  const { id } = await succeed(server, "POST", `${owner}/api_keys`, {
    data: { type: "api_key", attributes },
  });
  return id;
}

async function knownIds(server: TestServer): Promise<FuzzIds> {
  const kept = await populate(server, "kept");
  const doomed = await populate(server, "doomed");
  const { users, accounts } = await populate(server, "condemned-members");
  const groups = ["condemned", "condemned-too"];
  for (const group of groups) await server.createGroup(group);
  return { kept, doomed, condemned: { groups, users, accounts } };
}

async function fuzz(server: TestServer, caller: Person, ids: FuzzIds): Promise<void> {
  for (const phase of ["coverage", "fuzzing"] as const) {
    await runPhase(server, caller, phase, fuzzConfiguration(phase, ids));
    // Had the caller lost its account on the way, the answers after that would have shown nothing.
    const { status } = await server.request("GET", `/users/${caller.id}`, { key: caller.apikey });
    assert.equal(status, 200);
  }
}

async function runPhase(server: TestServer, caller: Person, phase: Phase, config: string): Promise<void> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-fuzz-"));
  const configPath = join(folder.path, "schemathesis.toml");
  await writeFile(configPath, config);
  const outcome = await runClient(
    "python/bin/st",
    [
      ...["--config-file", configPath, "run", `${server.url}/api/v3/openapi.json`],
      ...["--header", `x-apikey: ${caller.apikey}`, "--checks", CHECKS, "--phases", phase],
      ...["--max-examples", String(EXAMPLES_PER_OPERATION), "--seed", String(SEED), "--no-color"],
      ...["--generation-database", "none", "--suppress-health-check", "all", "--continue-on-failure"],
      ...["--warnings", "off"],
    ],
    { HOME: folder.path },
    folder.path,
  );
  assert.equal(outcome.exitCode, 0, (outcome.stdout + outcome.stderr).slice(-OUTPUT_CHARS_MAX));
}

/** The operations of the served document that were called since the log had so many lines, and never answered 200. */
async function neverSucceeded(server: TestServer, linesBefore: number): Promise<string[]> {
  const { body: document } = await server.request("GET", "/openapi.json");
  const succeeded = server.logLines
    .slice(linesBefore)
    .map((line) => JSON.parse(line) as { method?: string; path?: string; status?: number })
    .filter(({ status }) => status === 200);
  return Object.entries(document.paths as Record<string, object>)
    .flatMap(([path, operations]) => Object.keys(operations).map((method) => ({ path, method })))
    .filter(({ path, method }) => {
      const pattern = new RegExp(`^/api/v3${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
      return !succeeded.some((call) => call.method === method.toUpperCase() && pattern.test(call.path ?? ""));
    })
    .map(({ path, method }) => `${method.toUpperCase()} ${path}`)
    .sort();
}

test("no schema-shaped request of an operator gets a 500 or an answer that the OpenAPI document does not describe", async () => {
  await using server = await startServer({ listen: true });
  const ids = await knownIds(server);
  const caller = await server.createUser("fuzzing-operator");
  // The caller's own id is not among the known ones: an operator may deactivate or demote any account, its own included.
  await succeed(server, "PATCH", `/users/${caller.id}`, {
    data: { type: "user", id: caller.id, attributes: { privileges: { admin: { granted: true } } } },
  });
  const linesBefore = server.logLines.length;
  await fuzz(server, caller, ids);
  // A run whose every answer is a 404 would find nothing either.
  const missed = await neverSucceeded(server, linesBefore);
  assert.deepEqual(
    missed.filter((name) => !NEVER_SUCCEED.includes(name)),
    [],
  );
});

test("no schema-shaped request of a member gets a 500 or an answer that the OpenAPI document does not describe", async () => {
  await using server = await startServer({ listen: true });
  const ids = await knownIds(server);
  const caller = await server.createMember("kept", "fuzzing-member");
  const kept = { ...ids.kept, users: [caller.id, ...ids.kept.users] };
  const linesBefore = server.logLines.length;
  await fuzz(server, caller, { ...ids, kept });
  const missed = await neverSucceeded(server, linesBefore);
  assert.ok(
    !missed.includes("GET /users/{id}") && !missed.includes("GET /groups/{id}/{relationship}"),
    `${missed}`,
  );
});
