import assert from "node:assert/strict";
import test from "node:test";
import { startServer } from "../harness.ts";
import { commandLineOf } from "./command-line.ts";

test("a user is deleted only after its name was typed", async () => {
  await using server = await startServer();
  const cli = commandLineOf(server);
  await server.createUser("alice");
  const wrong = await cli(["users", "delete", "alice"], ["alise"]);
  assert.equal(wrong.code, 1);
  assert.match(
    wrong.err,
    /^This deletes user alice and all its keys for good\. Type alice to go on: error: Nothing was changed\.\n$/,
  );
  assert.equal((await cli(["users", "show", "alice"])).code, 0);
  assert.equal((await cli(["users", "delete", "alice"], ["alice"])).out, "Deleted user alice.\n");
  assert.equal((await cli(["users", "show", "alice"])).code, 1);
});

test("a group is deleted only after its id was typed", async () => {
  await using server = await startServer();
  const cli = commandLineOf(server);
  await server.createGroup("company");
  assert.equal((await cli(["groups", "delete", "company"], ["y"])).code, 1);
  assert.equal((await cli(["groups", "delete", "company"], ["company"])).code, 0);
  assert.equal((await cli(["groups", "show", "company"])).code, 1);
});

test("where nobody can be asked nothing is destroyed without --yes", async () => {
  await using server = await startServer();
  const cli = commandLineOf(server);
  await server.createGroup("company");
  await server.createMember("company", "bob");
  for (const args of [
    ["members", "remove", "company", "bob"],
    ["users", "disable", "bob"],
    ["users", "delete", "bob"],
    ["groups", "delete", "company"],
  ]) {
    const { code, out, err } = await cli(args);
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /Nobody can be asked here: repeat the command with --yes to do it\.\n$/);
  }
  assert.match((await cli(["members", "list", "company"])).out, /^bob .* active /m);
  assert.equal((await cli(["members", "remove", "company", "bob", "--yes"])).code, 0);
});

test("the end of input and an empty line mean no", async () => {
  await using server = await startServer();
  const cli = commandLineOf(server);
  await server.createUser("alice");
  for (const types of [[], [""], ["n"]]) {
    assert.equal((await cli(["users", "disable", "alice"], types)).code, 1);
  }
  assert.match((await cli(["users", "show", "alice"])).out, /^Status +active$/m);
  assert.equal((await cli(["users", "disable", "alice"], ["Yes"])).code, 0);
});
