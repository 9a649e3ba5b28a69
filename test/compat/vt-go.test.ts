import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer, type TestServer } from "../harness.ts";
import { printedLines } from "./clients.ts";
import { PROGRAMS, vtgo } from "./vt-go-program.ts";

interface Metadata {
  readonly privileges: readonly string[];
  readonly relationships: Readonly<Record<string, unknown>>;
}

type Privileges = Readonly<Record<string, { granted: boolean; expiration_date?: number }>>;

interface Printed {
  readonly type: string;
  readonly id: string;
  readonly attributes: Record<string, unknown>;
  readonly relationships: Record<string, readonly string[]>;
}

/** 1 January 2027, the expiry that an administrator might type as a date. */
const EXPIRY_SECONDS = 1_798_761_600;

/** The one object that the program printed. */
async function readObject(
  target: TestServer,
  key: string,
  noun: string,
  id: string,
  program?: string,
): Promise<Printed> {
  const [object] = printedLines(await vtgo(target, key, [noun, id], program)) as Printed[];
  assert.ok(object);
  return object;
}

for (const program of PROGRAMS) {
  test(`${program}: a user is read by username, key and address, with the groups it belongs to`, async () => {
    await using server = await startServer({ listen: true });
    await server.createGroup("company");
    const alice = await server.createMember("company", "alice");
    for (const id of [alice.id, alice.apikey, alice.email]) {
      const user = await readObject(server, alice.apikey, "user", id, program);
      assert.equal(user.id, "alice");
      assert.equal(user.type, "user");
      assert.equal(user.attributes.email, "alice@example.com");
      assert.deepEqual(user.relationships, {
        groups: ["company"],
        api_quota_group: ["company"],
        intelligence_quota_group: ["company"],
        monitor_quota_group: ["company"],
      });
    }
  });

  test(`${program}: a refusal is understood as VirusTotal's error`, async () => {
    await using server = await startServer({ listen: true });
    const alice = await server.createUser("alice");
    const missing = await vtgo(server, alice.apikey, ["user", "nobody"], program);
    assert.deepEqual([missing.exitCode, missing.stderr], [1, 'NotFoundError: User "nobody" not found\n']);
    const stranger = await vtgo(server, "0".repeat(64), ["user", "alice"], program);
    assert.deepEqual([stranger.exitCode, stranger.stderr], [1, "WrongCredentialsError: Wrong API key\n"]);
  });
}

test("a user without a group is read with empty relationships", async () => {
  await using server = await startServer({ listen: true });
  const loner = await server.createUser("loner");
  const user = await readObject(server, loner.apikey, "user", "loner");
  assert.deepEqual(user.relationships.groups, []);
});

test("a group is read with limits beyond 32 bits intact", async () => {
  await using server = await startServer({ listen: true });
  await server.createGroup("company", { quotas: { api_requests_daily: { allowed: 30_000_000_000 } } });
  const alice = await server.createMember("company", "alice");
  const group = await readObject(server, alice.apikey, "group", "company");
  const quotas = group.attributes.quotas as Record<string, unknown>;
  assert.deepEqual(quotas.api_requests_daily, { allowed: 30_000_000_000, used: 0 });
});

test("an iterator that follows links.next sees every member once", async () => {
  await using server = await startServer({ listen: true });
  await server.createGroup("company");
  const admin = await server.createAdministrator("company", "admin");
  const names = ["alice", "bob", "carol", "dave"];
  for (const name of names) await server.createMember("company", name);
  const listed = printedLines(await vtgo(server, admin.apikey, ["members", "company", "2"])) as string[];
  assert.deepEqual([...listed].sort(), ["admin", ...names]);
});

test("a privilege is granted to a user until a date, and revoked", async () => {
  await using server = await startServer({ listen: true });
  const alice = await server.createUser("alice");
  const grant = ["privilege", "user", "alice", "intelligence"];
  const operatorKey = server.operator.apikey;
  const privilege = async (): Promise<unknown> => {
    const user = await readObject(server, alice.apikey, "user", "alice");
    return (user.attributes.privileges as Privileges).intelligence;
  };
  printedLines(await vtgo(server, operatorKey, [...grant, "true", String(EXPIRY_SECONDS)]));
  assert.deepEqual(await privilege(), { granted: true, expiration_date: EXPIRY_SECONDS });
  printedLines(await vtgo(server, operatorKey, [...grant, "false", "0"]));
  assert.deepEqual(await privilege(), { granted: false });
});

test("a privilege granted to a group without an expiry never expires", async () => {
  await using server = await startServer({ listen: true });
  await server.createGroup("company");
  const grant = ["privilege", "group", "company", "intelligence", "true", "0"];
  printedLines(await vtgo(server, server.operator.apikey, grant));
  const group = await readObject(server, server.operator.apikey, "group", "company");
  const privileges = group.attributes.privileges as Privileges;
  assert.deepEqual(privileges.intelligence, { granted: true });
});

test("a member who grants himself a privilege is refused, and nothing is granted", async () => {
  await using server = await startServer({ listen: true });
  const alice = await server.createUser("alice");
  const refused = await vtgo(server, alice.apikey, [
    "privilege",
    "user",
    "alice",
    "intelligence",
    "true",
    "0",
  ]);
  assert.equal(refused.exitCode, 1);
  assert.match(refused.stderr, /^ForbiddenError: /);
  const user = await readObject(server, alice.apikey, "user", "alice");
  const privileges = user.attributes.privileges as Privileges;
  assert.equal(privileges.intelligence?.granted ?? false, false);
});

test("the metadata that the command line needs at its first start is complete", async () => {
  await using server = await startServer({ listen: true });
  const alice = await server.createUser("alice");
  const [metadata] = printedLines(await vtgo(server, alice.apikey, ["metadata"])) as Metadata[];
  assert.ok(metadata);
  assert.ok(metadata.privileges.includes("intelligence"));
  assert.ok(Object.hasOwn(metadata.relationships, "group"));
});

test("the empty answer to DELETE is accepted", async () => {
  await using server = await startServer({ listen: true });
  await server.createGroup("company");
  const admin = await server.createAdministrator("company", "admin");
  await server.createMember("company", "bob");
  await server.request("POST", "/groups/company/relationships/service_accounts", {
    key: admin.apikey,
    body: { data: [{ type: "service_account", id: "scanner" }] },
  });
  const path = "groups/company/relationships";
  assert.deepEqual(printedLines(await vtgo(server, admin.apikey, ["delete", `${path}/users/bob`])), [
    { bytes: 0 },
  ]);
  const account = `${path}/service_accounts/company_scanner`;
  assert.deepEqual(printedLines(await vtgo(server, admin.apikey, ["delete", account])), [{ bytes: 0 }]);
});
