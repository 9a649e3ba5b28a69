import assert from "node:assert/strict";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Person, startServer, type TestServer } from "../harness.ts";
import { runClient } from "./clients.ts";

const CHECKS =
  "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
const EXAMPLES_PER_OPERATION = 20;
const SEED = 20_261_123;
const OUTPUT_CHARS_MAX = 20_000;

const KEPT = { users: ["kept-alice", "kept-bob"], groups: ["kept"], accounts: ["kept_scanner"] };

/** Ids that the fuzzer may delete: with the same ids everywhere, one DELETE would turn every later answer into a 404. */
const DOOMED = {
  users: ["doomed-alice", "doomed-bob", "doomed-carol"],
  groups: ["doomed", "doomed-too"],
  accounts: ["doomed_scanner"],
};

/**
 * Three of four ids are of things that exist, so that more than the 404s are tested. Values seen in answers are not
 * used again: the fuzzer could learn the id of its own account or key, delete it, and test nothing but 401 from then on.
 */
function configuration(known: Readonly<Record<"users" | "groups" | "accounts", readonly string[]>>): string {
  const bound = (dictionary: string): string => `{ dictionary = "${dictionary}", probability = 0.75 }`;
  const operation = (
    path: string,
    methods: string,
    prefix: string,
    nouns: readonly [string, string],
  ): string[] => [
    "[[operations]]",
    `include-path-regex = '${path}'`,
    `include-method-regex = '${methods}'`,
    `parameters = { "path.id" = ${bound(prefix + nouns[0])}, "path.user_id" = ${bound(prefix + nouns[1])} }`,
  ];
  const byMethod = (path: string, nouns: readonly [string, string]): string[] => [
    ...operation(path, "(?i)^(GET|POST|PUT|PATCH)$", "", nouns),
    ...operation(path, "(?i)^DELETE$", "doomed_", nouns),
  ];
  return [
    ...["examples", "coverage", "fuzzing"].map(
      (phase) => `phases.${phase}.extra-data-sources.responses = false`,
    ),
    "[dictionaries]",
    ...Object.entries(known).map(([noun, ids]) => `${noun} = { values = ${JSON.stringify(ids)} }`),
    ...Object.entries(DOOMED).map(([noun, ids]) => `doomed_${noun} = { values = ${JSON.stringify(ids)} }`),
    ...byMethod("/users/", ["users", "users"]),
    ...byMethod("/groups/", ["groups", "users"]),
    ...byMethod("/service_accounts/", ["accounts", "users"]),
  ].join("\n");
}

async function populate(server: TestServer): Promise<void> {
  for (const group of [...KEPT.groups, ...DOOMED.groups]) await server.createGroup(group);
  for (const user of KEPT.users) await server.createMember("kept", user);
  for (const user of DOOMED.users) await server.createMember("doomed", user);
  for (const group of ["kept", "doomed"]) {
    const data = [{ type: "service_account", id: "scanner" }];
    await succeed(server, "POST", `/groups/${group}/relationships/service_accounts`, { data });
  }
}

async function succeed(server: TestServer, method: string, path: string, body: object): Promise<void> {
  const reply = await server.request(method, path, { key: server.operator.apikey, body });
  assert.equal(reply.status, 200, reply.text);
}

async function fuzz(server: TestServer, caller: Person, config: string): Promise<void> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-fuzz-"));
  const configPath = join(folder.path, "schemathesis.toml");
  await writeFile(configPath, config);
  const outcome = await runClient(
    "python/bin/st",
    [
      ...["--config-file", configPath, "run", `${server.url}/api/v3/openapi.json`],
      ...[
        "--header",
        `x-apikey: ${caller.apikey}`,
        "--checks",
        CHECKS,
        "--phases",
        "examples,coverage,fuzzing",
      ],
      ...["--max-examples", String(EXAMPLES_PER_OPERATION), "--seed", String(SEED), "--no-color"],
      ...["--generation-database", "none", "--suppress-health-check", "all", "--continue-on-failure"],
    ],
    { HOME: folder.path },
    folder.path,
  );
  assert.equal(outcome.exitCode, 0, (outcome.stdout + outcome.stderr).slice(-OUTPUT_CHARS_MAX));
  // Had the caller lost its account on the way, the answers after that would have shown nothing.
  const { status } = await server.request("GET", `/users/${caller.id}`, { key: caller.apikey });
  assert.equal(status, 200);
}

test("no schema-shaped request of an operator gets a 500 or an answer that the OpenAPI document does not describe", async () => {
  await using server = await startServer({ listen: true });
  await populate(server);
  const caller = await server.createUser("fuzzing-operator");
  const privileges = { admin: { granted: true } };
  const data = { type: "user", id: caller.id, attributes: { privileges } };
  await succeed(server, "PATCH", `/users/${caller.id}`, { data });
  // The caller's own id is not among the known ones: an operator may deactivate or demote any account, its own included.
  await fuzz(server, caller, configuration(KEPT));
});

test("no schema-shaped request of a member gets a 500 or an answer that the OpenAPI document does not describe", async () => {
  await using server = await startServer({ listen: true });
  await populate(server);
  const caller = await server.createMember("kept", "fuzzing-member");
  await fuzz(server, caller, configuration({ ...KEPT, users: [caller.id, ...KEPT.users] }));
});
