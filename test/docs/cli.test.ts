import assert from "node:assert/strict";
import { test } from "node:test";
import { parsed, tollgate } from "../cli/command-line.ts";
import { startForTheFirstTime } from "./first-start.ts";
import { idleProgram } from "./idle-program.ts";
import { blocksOf, readDocument } from "./readme.ts";

/** Stands in the page for the id of a key, which nobody can know beforehand. */
const KEY_ID = "4f8a2c1d9e0b7a36";
/** They need the server's machine, and have tests of their own. */
const NEEDS_MACHINE = [
  "serve",
  "bootstrap",
  "recover-operator",
  "migrate",
  "verify",
  "forget-keys",
  "seed",
  "upstream",
];

/** They need somebody who has signed in, or his password, a code of his, a link; and have tests of their own. */
const NEEDS_PERSON = [
  "sessions revoke",
  "users reset-totp",
  "sign-in",
  "password change",
  "password forgot",
  "password reset",
  "totp enable",
  "totp begin",
  "totp confirm",
  "totp recovery-codes",
  "totp disable",
  "invitations open",
  "invitations accept",
];

/** The examples of the page, each as the arguments of `tollgate`. */
const examples = blocksOf(readDocument("docs/cli.md"))
  .flatMap(({ text }) => text.split("\n"))
  .filter((line) => line.startsWith("npx tollgate "))
  .map((line) => wordsOf(line.replace(/\s+# .*$/, "")).slice(2));

function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, quoted, single, plain = ""]) => quoted ?? single ?? plain,
  );
}

/** The command that an example shows. */
function nameOf(args: readonly string[], names: readonly string[]): string {
  const found = names.find((name) => `${args.join(" ")} `.startsWith(`${name} `));
  assert.ok(found, `There is no command ${args.join(" ")}`);
  return found;
}

test("docs/cli.md has an example of every command", () => {
  const { names } = idleProgram();
  const shown = examples.map((args) => nameOf(args, names));
  assert.deepEqual([...new Set(shown)].sort(), [...names].sort());
});

test("every example of docs/cli.md has the arguments and options that its command takes", async () => {
  for (const args of examples) {
    await assert.doesNotReject(idleProgram().program.parseAsync(args, { from: "user" }), args.join(" "));
  }
});

test("every example of docs/cli.md that talks to a server succeeds", async () => {
  await using server = await startForTheFirstTime();
  const environment = { TOLLGATE_URL: server.url, TOLLGATE_API_KEY: server.apikey };
  const { names } = idleProgram();
  const remote = examples.filter(
    (args) => ![...NEEDS_MACHINE, ...NEEDS_PERSON].includes(nameOf(args, names)),
  );
  for (const args of inOrder(remote)) {
    const listed = await tollgate(["keys", "list", "company_scanner", "--json"], { environment });
    const keyId = listed.code === 0 ? parsed(listed)[0].id : KEY_ID;
    const actual = args.map((word) => (word === KEY_ID ? keyId : word));
    // What is typed when it asks: the name of what goes for good, yes to the rest.
    const types = args[1] === "delete" ? [args[2] ?? ""] : ["yes"];
    const outcome = await tollgate(actual, { environment, types });
    assert.equal(outcome.code, 0, `${args.join(" ")}: ${outcome.err}`);
  }
});

/** The page goes noun by noun; to run it, things must be there before they are used, and until then. */
function inOrder(lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const isMaking = ([noun = "", verb]: readonly string[]) =>
    verb === "create" && ["groups", "users"].includes(noun);
  const isEnding = ([noun = "", verb]: readonly string[]) =>
    verb === "delete" && ["groups", "users"].includes(noun);
  return [
    ...lines.filter(isMaking),
    ...lines.filter((args) => !isMaking(args) && !isEnding(args)),
    ...lines.filter(isEnding),
  ];
}
