import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { csvField } from "./csv.ts";

test("no text can begin a formula, however it is written", () => {
  const beginnings = ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"];
  fc.assert(
    fc.property(fc.constantFrom(...beginnings), fc.string({ unit: "grapheme" }), (first, rest) => {
      assert.match(csvField(first + rest), /^"?'/);
    }),
  );
});

test("every text comes back from its field as it went in, behind an apostrophe where it looked like a formula", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const field = csvField(text);
      const isQuoted = field.startsWith('"');
      const read = isQuoted ? field.slice(1, -1).replaceAll('""', '"') : field;
      assert.ok(read === text || read === `'${text}`);
      // Nothing ends the field early.
      assert.ok(isQuoted || !/[",\r\n]/.test(field));
      if (isQuoted) assert.equal(field.slice(1, -1).replaceAll('""', "").includes('"'), false);
    }),
  );
});

test("numbers and truth values stand as they are, and what is unknown is empty", () => {
  assert.deepEqual(
    [csvField(-5), csvField(0.25), csvField(false), csvField(null), csvField(undefined)],
    ["-5", "0.25", "false", "", ""],
  );
});
