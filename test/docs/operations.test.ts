import assert from "node:assert/strict";
import { test } from "node:test";
import type { Setting } from "../../src/server/setting-reader.ts";
import { SETTINGS } from "../../src/server/setting-table.ts";
import { readDocument } from "./readme.ts";
import { code, firstColumn, type Row, rowsOf } from "./tables.ts";

const text = readDocument("docs/operations.md");

function rowOf({ name }: Setting<unknown>): Row {
  const row = rowsOf(text, "setting").find((one) => code(one.setting) === name);
  assert.ok(row, `docs/operations.md does not say what ${name} is`);
  return row;
}

test("docs/operations.md lists every setting once and no other", () => {
  const names = Object.values(SETTINGS).map(({ name }) => name as string);
  assert.deepEqual(firstColumn(text, "setting").sort(), names.sort());
});

test("docs/operations.md gives every setting the default that it has", () => {
  for (const setting of Object.values<Setting<unknown>>(SETTINGS)) {
    const shown = rowOf(setting).default ?? "";
    if (setting.fallback === undefined) assert.doesNotMatch(shown, /^(`[^`]*`)?$/, setting.name);
    else assert.equal(shown, `\`${setting.fallback}\``, setting.name);
  }
});

test("docs/operations.md gives every setting an example that the server accepts", () => {
  for (const setting of Object.values<Setting<unknown>>(SETTINGS)) {
    const parsed = setting.parse(code(rowOf(setting).example));
    assert.ok("value" in parsed, `${setting.name} ${"problem" in parsed ? parsed.problem : ""}`);
  }
});

test("docs/operations.md says which settings are secret and may come from a file", () => {
  for (const setting of Object.values<Setting<unknown>>(SETTINGS)) {
    const isShownSecret = rowOf(setting).meaning?.endsWith("Secret.") ?? false;
    assert.equal(isShownSecret, setting.isSecret === true, setting.name);
  }
});
