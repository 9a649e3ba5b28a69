import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Client } from "../../src/client/client.ts";
import type { GROUP_ATTRIBUTES, USER_ATTRIBUTES } from "../../src/model/visibility.ts";
import { startTestServer } from "../harness.ts";
import { commandLineOf, parsed } from "./command-line.ts";

/** What the console asks for otherwise than the command line, which gets the same by another method. */
const OTHERWISE: Readonly<Record<string, string>> = {
  "users.page": "users.list",
  "groups.page": "groups.list",
  "groups.count": "groups.list",
  "members.page": "members.list",
  "members.count": "members.list",
  "audit.page": "audit.list",
  "audit.pageOfGroup": "audit.ofGroup",
  "keys.pageOfGroup": "keys.ofGroup",
  "quotas.topConsumers": "quotas.consumers",
  // A browser gets a session by password and code, the command line a key.
  "sessions.signIn": "keys.createByPassword",
  "sessions.answerChallenge": "keys.createByPassword",
  "sessions.signOut": "keys.revoke",
};

/** What has a meaning in a browser alone. */
const OF_BROWSERS = [
  // Whether this browser is signed in already.
  "sessions.current",
  // What the page for signing in is to show.
  "sessions.methods",
];

function textsOf(pattern: string): readonly string[] {
  return globSync(pattern).map((path) => readFileSync(path, "utf8"));
}

/** `noun.method` of the client, as often as it is called in one of the texts. */
function callsIn(texts: readonly string[]): ReadonlySet<string> {
  const known = new Set(
    Object.entries(new Client("http://127.0.0.1", undefined)).flatMap(([noun, value]) =>
      typeof value !== "object" || value === null
        ? []
        : Object.getOwnPropertyNames(Object.getPrototypeOf(value)).map((method) => `${noun}.${method}`),
    ),
  );
  const found = texts.flatMap((text) =>
    [...text.matchAll(/\.(\w+)\s*\.(\w+)(?:<[^()]*>)?\(/g)].map(([, noun, method]) => `${noun}.${method}`),
  );
  return new Set(found.filter((call) => known.has(call)));
}

test("everything that the console has the server do, a command has it do too", () => {
  const console = callsIn(textsOf("console/**/*.{ts,tsx}"));
  const commands = callsIn(textsOf("src/cli/commands/*.ts"));
  assert.ok(console.size > 50, `${console.size} calls were found`);
  const missing = [...console].filter(
    (call) => !commands.has(OTHERWISE[call] ?? call) && !OF_BROWSERS.includes(call),
  );
  assert.deepEqual(missing, []);
  const needless = [...Object.keys(OTHERWISE), ...OF_BROWSERS].filter(
    (call) => !console.has(call) || commands.has(call),
  );
  assert.deepEqual(needless, []);
});

test("the console calls the server by the client's nouns alone, so that the comparison misses nothing", () => {
  const around =
    /\bapi\.(?:get|post|patch|delete|page|iterate|stream)\b|\bfetch\(|\{[^}]*\}\s*=\s*(?:useApi\(\)|api)\b/;
  const calls = textsOf("console/**/*.{ts,tsx}").flatMap((text) => around.exec(text)?.[0] ?? []);
  assert.deepEqual(calls, []);
});

type Attributes = Readonly<Record<string, { readonly writers: readonly string[] }>>;

/** For every attribute that anybody may write, the command that does, and what it is then. */
type Writing<All extends Attributes> = {
  readonly [Name in keyof All as All[Name]["writers"] extends readonly [] ? never : Name]: readonly [
    args: readonly string[],
    value: unknown,
  ];
};

const UPDATE_USER = ["users", "update", "alice"];
const OF_USERS: Writing<typeof USER_ATTRIBUTES> = {
  first_name: [[...UPDATE_USER, "--first-name", "Alice"], "Alice"],
  last_name: [[...UPDATE_USER, "--last-name", "de Vries"], "de Vries"],
  profile_phrase: [[...UPDATE_USER, "--profile-phrase", "Hunts"], "Hunts"],
  preferences: [[...UPDATE_USER, "--preferences", '{"mail": {"digest": true}}'], { mail: { digest: true } }],
  privileges: [["users", "grant", "alice", "intelligence"], { intelligence: { granted: true } }],
  quotas: [["quotas", "set", "user", "alice", "api_requests_daily", "5"], 5],
  status: [["users", "disable", "alice", "--yes"], "inactive"],
};

const UPDATE_GROUP = ["groups", "update", "company"];
const OF_GROUPS: Writing<typeof GROUP_ATTRIBUTES> = {
  organization: [[...UPDATE_GROUP, "--organization", "Company Ltd"], "Company Ltd"],
  organization_legal_name: [[...UPDATE_GROUP, "--legal-name", "Company Limited"], "Company Limited"],
  country: [[...UPDATE_GROUP, "--country", "Netherlands"], "Netherlands"],
  country_iso: [[...UPDATE_GROUP, "--country-iso", "NL"], "NL"],
  domain_name: [[...UPDATE_GROUP, "--domain", "company.example"], "company.example"],
  industry: [[...UPDATE_GROUP, "--industry", "Energy"], "Energy"],
  contact_emails: [
    [...UPDATE_GROUP, "--contact", "a@b.example", "c@d.example"],
    ["a@b.example", "c@d.example"],
  ],
  preferences: [[...UPDATE_GROUP, "--preferences", '{"theme": "dark"}'], { theme: "dark" }],
  auto_add_users: [[...UPDATE_GROUP, "--auto-add", "*@company.example"], ["*@company.example"]],
  sso_users: [
    [...UPDATE_GROUP, "--sso-users", "soc", "cti team"],
    ["soc", "cti team"],
  ],
  sso_administrators: [[...UPDATE_GROUP, "--sso-administrators", "soc-leads"], ["soc-leads"]],
  session_idle_minutes: [[...UPDATE_GROUP, "--session-idle-minutes", "30"], 30],
  session_hours: [[...UPDATE_GROUP, "--session-hours", "8"], 8],
  key_policy: [
    [...UPDATE_GROUP, "--key-max-age", "90", "--keys-expire", "on", "--keys-bound", "on"],
    { maximum_age_days: 90, expiration_required: true, allowed_addresses_required: true },
  ],
  agreement_signed_date: [
    [...UPDATE_GROUP, "--agreement-signed", "2026-01-31"],
    Date.parse("2026-01-31") / 1000,
  ],
  privileges: [
    ["groups", "grant", "company", "intelligence", "--until", "2027-01-31"],
    { intelligence: { granted: true, expiration_date: Date.parse("2027-01-31") / 1000 } },
  ],
  quotas: [["quotas", "set", "group", "company", "api_requests_daily", "100"], 100],
};

/** Of the maps that name everything known, what was written. */
function written(name: string, value: unknown): unknown {
  const of = (entry: string): unknown => (value as Record<string, unknown>)[entry];
  if (name === "privileges") return { intelligence: of("intelligence") };
  if (name === "quotas") return (of("api_requests_daily") as { allowed: number }).allowed;
  return value;
}

for (const [noun, id, table] of [
  ["users", "alice", OF_USERS],
  ["groups", "company", OF_GROUPS],
] as const) {
  test(`every attribute of ${noun} that anybody may write can be written by a command`, async () => {
    await using server = await startTestServer();
    await server.createGroup("company");
    await server.createUser("alice");
    const run = commandLineOf(server);
    for (const [name, [args, value]] of Object.entries(table)) {
      const outcome = await run(args);
      assert.equal(outcome.code, 0, outcome.err);
      const { attributes } = parsed(await run([noun, "show", id, "--json"]));
      assert.deepEqual(written(name, attributes[name]), value, name);
    }
  });
}
