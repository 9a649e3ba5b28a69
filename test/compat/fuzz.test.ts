import assert from "node:assert/strict";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startServer } from "../harness.ts";
import { runClient } from "./clients.ts";
import { addToGroup, call, createGroup, createPerson, type Person, type Target } from "./people.ts";

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

async function populate(target: Target): Promise<void> {
  for (const group of [...KEPT.groups, ...DOOMED.groups]) await createGroup(target, group);
  for (const user of KEPT.users) await createPerson(target, user, "kept");
  for (const user of DOOMED.users) await createPerson(target, user, "doomed");
  await addToGroup(target, "kept", "service_accounts", "service_account", "scanner");
  await addToGroup(target, "doomed", "service_accounts", "service_account", "scanner");
}

async function fuzz(target: Target, caller: Person, config: string): Promise<void> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-fuzz-"));
  const configPath = join(folder.path, "schemathesis.toml");
  await writeFile(configPath, config);
  const outcome = await runClient(
    "python/bin/st",
    [
      ...["--config-file", configPath, "run", `${target.url}/api/v3/openapi.json`],
      ...["--header", `x-apikey: ${caller.key}`, "--checks", CHECKS, "--phases", "examples,coverage,fuzzing"],
      ...["--max-examples", String(EXAMPLES_PER_OPERATION), "--seed", String(SEED), "--no-color"],
      ...["--generation-database", "none", "--suppress-health-check", "all", "--continue-on-failure"],
    ],
    { HOME: folder.path },
    folder.path,
  );
  assert.equal(outcome.exitCode, 0, (outcome.stdout + outcome.stderr).slice(-OUTPUT_CHARS_MAX));
  // Had the caller lost its account on the way, the answers after that would have shown nothing.
  await call(target, "GET", `/users/${caller.id}`, undefined, caller.key);
}

test("no schema-shaped request of an operator gets a 500 or an answer that the OpenAPI document does not describe", async () => {
  await using server = await startServer({ listen: true });
  await populate(server);
  const caller = await createPerson(server, "fuzzing-operator");
  const privileges = { admin: { granted: true } };
  const data = { type: "user", id: caller.id, attributes: { privileges } };
  await call(server, "PATCH", `/users/${caller.id}`, { data });
  // The caller's own id is not among the known ones: an operator may deactivate or demote any account, its own included.
  await fuzz(server, caller, configuration(KEPT));
});

test("no schema-shaped request of a member gets a 500 or an answer that the OpenAPI document does not describe", async () => {
  await using server = await startServer({ listen: true });
  await populate(server);
  const caller = await createPerson(server, "fuzzing-member", "kept");
  await fuzz(server, caller, configuration({ ...KEPT, users: [caller.id, ...KEPT.users] }));
});
