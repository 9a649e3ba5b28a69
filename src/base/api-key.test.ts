import { equal, match, notEqual } from "node:assert/strict";
import { test } from "node:test";
import { generateApiKey, isApiKey, looksLikeApiKey } from "./api-key.ts";

test("a generated key is 64 lowercase hex characters, accepted, and unlike the next one", () => {
  const key = generateApiKey();
  match(key, /^[0-9a-f]{64}$/);
  equal(isApiKey(key), true);
  notEqual(generateApiKey(), key);
});

test("a key with any one character changed is not a key", () => {
  const key = generateApiKey();
  for (let position = 0; position < key.length; position++) {
    const changed = key[position] === "0" ? "1" : "0";
    equal(isApiKey(key.slice(0, position) + changed + key.slice(position + 1)), false, `at ${position}`);
  }
});

test("only the exact spelling is a key, while any case looks like one", () => {
  const key = `${"ab".repeat(28)}fd0cb5e5`;
  equal(isApiKey(key.toUpperCase()), false);
  equal(looksLikeApiKey(key.toUpperCase()), true);
  for (const text of ["", key.slice(1), `${key}0`, `${key}\n`, ` ${key}`]) {
    equal(isApiKey(text), false);
    equal(looksLikeApiKey(text), false);
  }
});
