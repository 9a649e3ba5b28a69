import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { idleProgram } from "./idle-program.ts";
import { readDocument } from "./readme.ts";
import { firstColumn, rowsOf } from "./tables.ts";

/** Views for whoever is not signed in, as the page calls them. */
const DOORS = ["Sign in", "Invitation", "Forgotten password", "New password"];

test("docs/console.md says of every view which commands do the same, and there are such commands", () => {
  const page = readDocument("docs/console.md");
  const views = globSync("console/*/views.ts").flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/^ +title: "([^"]+)",$/gm)].map(([, title = ""]) => title),
  );
  assert.deepEqual(firstColumn(page, "view").sort(), [...DOORS, ...views].sort());
  const { names } = idleProgram();
  const named = rowsOf(page, "view").flatMap((row) =>
    [...(row.commands ?? "").matchAll(/`([^`-][^`]*)`/g)].map(([, name = ""]) => name),
  );
  assert.ok(named.length > views.length);
  assert.deepEqual(
    named.filter((name) => !names.includes(name)),
    [],
  );
});
