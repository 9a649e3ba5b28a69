import assert from "node:assert/strict";
import { test } from "node:test";
import { ACTIONS } from "../../console/activity/filter.ts";
import { readDocument, section } from "./readme.ts";

test("the console's log can be filtered by every action that is documented", () => {
  const documented = [...section(readDocument("docs/api.md"), "Audit").matchAll(/^\| `([A-Z_]+)`/gm)];
  assert.deepEqual(
    ACTIONS,
    documented.map(([, action]) => action),
  );
});
