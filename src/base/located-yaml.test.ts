import assert from "node:assert/strict";
import { test } from "node:test";
import { readYaml } from "./located-yaml.ts";

test("a value is traced back to where it stands, and a missing one to what should hold it", () => {
  const yaml = readYaml('a:\n  - name: x\n    "list": [1, 22]\nb: &b {c: 1}\nd: *b\ne:\n');
  assert.deepEqual(yaml.value, {
    a: [{ name: "x", list: [1, 22] }],
    b: { c: 1 },
    d: { c: 1 },
    e: null,
  });
  const places = [
    [["a", 0, "name"], 2, 11],
    [["a", 0, "list", 1], 3, 17],
    [["a", 0, "missing"], 2, 5],
    [["a", 7], 2, 3],
    [["d", "c"], 5, 4],
    [["z"], 1, 1],
    [[], 1, 1],
  ] as const;
  for (const [path, line, column] of places) assert.deepEqual(yaml.placeOf(path), { line, column });
});

test("a text that cannot be read has a value no more, but a problem with its place", () => {
  const yaml = readYaml("a: 1\nb: [\n");
  assert.equal(yaml.value, undefined);
  assert.ok(yaml.problems.length > 0);
  assert.ok(yaml.problems.every(({ line, sentence }) => line === 3 && sentence !== ""));
  assert.deepEqual(readYaml("").problems, []);
  assert.equal(readYaml("").value, undefined);
});
