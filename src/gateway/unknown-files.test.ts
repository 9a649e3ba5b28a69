import assert from "node:assert/strict";
import { test } from "node:test";
import { UnknownFiles } from "./unknown-files.ts";

const HOUR_MS = 3_600_000;
const [MD5, SHA1, SHA256] = ["a".repeat(32), "b".repeat(40), "c".repeat(64)];

test("a file that an upstream does not know is new for an hour, and once", () => {
  const files = new UnknownFiles();
  files.note(SHA256, false, 0);
  assert.equal(files.take([MD5, SHA256], HOUR_MS - 1), true);
  assert.equal(files.take([MD5, SHA256], HOUR_MS - 1), false);
  files.note(SHA256, false, 0);
  assert.equal(files.take([SHA256], HOUR_MS), false);
  files.note(SHA256, false, 0);
  files.note(SHA256.toUpperCase(), true, 1);
  assert.equal(files.take([SHA256], 2), false);
});

test("only ids that are hashes are remembered, and it is said by which hashes to look", () => {
  const files = new UnknownFiles();
  for (const id of ["", "x".repeat(64), "a".repeat(33), `${MD5}\n`]) files.note(id, false, 0);
  assert.deepEqual(files.algorithms(), []);
  files.note(SHA256, false, 0);
  files.note(MD5, false, 0);
  assert.deepEqual(files.algorithms(), ["md5", "sha256"]);
  files.note(SHA1, false, 0);
  assert.deepEqual(files.algorithms(), ["md5", "sha1", "sha256"]);
});

test("of more files than 10,000 the oldest are forgotten", () => {
  const files = new UnknownFiles();
  const id = (index: number) => index.toString(16).padStart(64, "0");
  for (let index = 0; index <= 10_000; index += 1) files.note(id(index), false, index);
  assert.equal(files.take([id(0)], 10_000), false);
  assert.equal(files.take([id(1)], 10_000), true);
});
