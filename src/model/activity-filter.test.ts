import assert from "node:assert/strict";
import { test } from "node:test";
import { parseActivityFilter } from "./activity-filter.ts";

const MIDNIGHT_MS = Date.UTC(2025, 9, 27);
const DAY_MS = 86_400_000;

for (const [filter, expected] of [
  ["", []],
  ["date:2025-10-27", [{ field: "date", fromMs: MIDNIGHT_MS, beforeMs: MIDNIGHT_MS + DAY_MS }]],
  ["date:2025-10-27+", [{ field: "date", fromMs: MIDNIGHT_MS, beforeMs: null }]],
  ["date:2025-10-27-", [{ field: "date", fromMs: null, beforeMs: MIDNIGHT_MS + DAY_MS }]],
  [
    "user:alice AND target:bob AND action:add_group_user",
    [
      { field: "user", value: "alice" },
      { field: "target", value: "bob" },
      { field: "action", value: "ADD_GROUP_USER" },
    ],
  ],
] as const) {
  test(`the activity filter ${JSON.stringify(filter)} has ${expected.length} terms`, () => {
    assert.deepEqual(parseActivityFilter(filter), expected);
  });
}

test("a leap day is a date only in a leap year", () => {
  assert.equal(parseActivityFilter("date:2024-02-29").length, 1);
  assert.throws(() => parseActivityFilter("date:2025-02-29"), { code: "InvalidArgumentError" });
});

for (const filter of [
  "date:2025-10-32",
  "date:2025-00-01",
  "date:2025-13-01",
  "date:2025-10-00",
  "date:27.10.2025",
]) {
  test(`${filter} is refused with the form to use`, () => {
    assert.throws(() => parseActivityFilter(filter), {
      code: "InvalidArgumentError",
      message: `Invalid date "${filter.slice(5)}"; use YYYY-MM-DD, with + for "from" or - for "until"`,
    });
  });
}

for (const [filter, name] of [
  ["who:alice", "who"],
  ["alice", "alice"],
] as const) {
  test(`the activity filter ${filter} is refused with the modifiers that there are`, () => {
    assert.throws(() => parseActivityFilter(filter), {
      code: "InvalidArgumentError",
      message: `Unknown filter modifier "${name}"; use action, date, target, user`,
    });
  });
}
