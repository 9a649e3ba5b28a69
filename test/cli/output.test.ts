import assert from "node:assert/strict";
import test from "node:test";
import { startServer } from "../harness.ts";
import { commandLineOf, tollgate } from "./command-line.ts";

test("tables have titles, aligned columns, separators in numbers and dates in UTC", async () => {
  await using server = await startServer();
  const cli = commandLineOf(server);
  await cli([
    "groups",
    "create",
    "company",
    "--organization",
    "Company Ltd",
    "--quota",
    "api_requests_daily=30,000,000",
  ]);
  assert.equal(
    (await cli(["groups", "list"])).out,
    [
      "GROUP    ORGANIZATION  REQUESTS TODAY     ALLOWED",
      "company  Company Ltd                0  30,000,000",
      "",
    ].join("\n"),
  );
  assert.equal(
    (await cli(["users", "list"])).out,
    [
      "USER  E-MAIL            NAME  STATUS  SINCE                 LAST SIGN-IN",
      "root  root@example.com  -     active  2026-07-15T10:00:00Z  -",
      "",
    ].join("\n"),
  );
});

test("refusals of the server end with their code on standard error and exit code 1", async () => {
  await using server = await startServer();
  const { apikey } = await server.createUser("alice");
  const cli = commandLineOf(server, apikey);
  assert.deepEqual(await cli(["users", "list"]), {
    code: 1,
    out: "",
    err: "error: ForbiddenError: You are not authorized to perform the requested operation\n",
  });
  assert.deepEqual(await cli(["groups", "show", "company", "--json"]), {
    code: 1,
    out: "",
    err: 'error: NotFoundError: Group "company" not found\n',
  });
});

test("without a key, with a malformed one, or without a server one is told what to do", async () => {
  const noKey = await tollgate(["users", "list"]);
  assert.deepEqual(noKey, {
    code: 1,
    out: "",
    err: "error: No API key: set TOLLGATE_API_KEY, or name a file that holds one by --key-file\n",
  });
  const badKey = await tollgate(["users", "list"], { environment: { TOLLGATE_API_KEY: "secret" } });
  assert.match(badKey.err, /^error: That is not an API key: /);
  const environment = { TOLLGATE_API_KEY: "a".repeat(64), TOLLGATE_URL: "http://127.0.0.1:9" };
  const noServer = await tollgate(["users", "list"], { environment });
  assert.match(noServer.err, /^error: ServerUnreachable: Cannot reach http:\/\/127\.0\.0\.1:9: /);
  assert.deepEqual([noKey.code, badKey.code, noServer.code], [1, 1, 1]);
});

test("control characters that the server holds reach no terminal", async () => {
  await using server = await startServer();
  await server.parts.store.transaction(async (tx) => {
    await tx.updateTable("users").set({ first_name: "Eve\u001b[31m\u009b1m\u202eil" }).execute();
  });
  const cli = commandLineOf(server);
  assert.match((await cli(["users", "show", "root"])).out, /^Name +Eve\[31m1mil$/m);
  const json = (await cli(["users", "show", "root", "--json"])).out;
  assert.doesNotMatch(json, /[\u001b\u009b\u202e]/);
  assert.equal(JSON.parse(json).attributes.first_name, "Eve\u001b[31m\u009b1m\u202eil");
});

test("every command has help with an example, and an unknown one is answered with a suggestion", async () => {
  const nouns = (await tollgate(["--help"])).out.matchAll(/^ {2}([a-z-]+) /gm);
  for (const [, noun = ""] of nouns) {
    const help = (await tollgate([noun, "--help"])).out;
    const verbs = [...help.matchAll(/^ {2}([a-z-]+) \[options\]/gm)].map(([, verb = ""]) => [noun, verb]);
    for (const words of verbs.length > 0 ? verbs : [[noun]]) {
      if (words[0] === "help") continue;
      const { code, out } = await tollgate([...words, "--help"]);
      assert.equal(code, 0);
      assert.match(out, new RegExp(`\\nExamples?:\\n {2}\\$ tollgate ${words.join(" ")}`), words.join(" "));
    }
  }
  const { code, err } = await tollgate(["user", "list"]);
  assert.equal(code, 1);
  assert.match(err, /unknown command 'user'\n\(Did you mean users\?\)/);
});
