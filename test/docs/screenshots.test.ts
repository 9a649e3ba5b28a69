import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { test } from "node:test";
import { VIEWS } from "../../scripts/console/pictured-views.ts";
import { REPOSITORY, readDocument } from "./readme.ts";

test("the pictures of the console are those that the script takes, and the documents show each", () => {
  const taken = VIEWS.flatMap(({ name }) => [`${name}-dark.png`, `${name}-light.png`]).sort();
  assert.deepEqual(globSync("*", { cwd: `${REPOSITORY}/docs/screenshots` }).sort(), taken);
  const page = readDocument("docs/console.md");
  assert.deepEqual(
    taken.filter((picture) => !page.includes(`screenshots/${picture}`)),
    [],
  );
});
