import assert from "node:assert/strict";
import { test } from "node:test";
import { RecentMap } from "./recent-map.ts";

test("what was set last is there, and never more than the maximum", () => {
  const map = new RecentMap<number, number>(10);
  for (let key = 0; key < 1000; key += 1) {
    map.set(key, key * 2);
    const keys = Array.from({ length: key + 1 }, (_, at) => at);
    const there = keys.filter((at) => map.get(at) !== undefined);
    assert.ok(there.length <= 10);
    assert.deepEqual(there.slice(-5), keys.slice(-5));
  }
});

test("a value that is set again is the new one, and a deleted one is gone from both halves", () => {
  const map = new RecentMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.set("a", 3);
  assert.equal(map.get("a"), 3);
  map.delete("a");
  assert.equal(map.get("a"), undefined);
  map.set("c", 4);
  map.clear();
  assert.equal(map.get("c"), undefined);
});
