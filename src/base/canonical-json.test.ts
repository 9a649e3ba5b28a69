import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import fastCheck from "fast-check";
import { canonicalJson } from "./canonical-json.ts";

test("the order in which members were written does not show", () => {
  equal(
    canonicalJson({ b: [1, { d: null, c: "é\n" }], a: true }),
    '{"a":true,"b":[1,{"c":"é\\n","d":null}]}',
  );
  equal(
    canonicalJson({ a: true, b: [1, { c: "é\n", d: null }] }),
    '{"a":true,"b":[1,{"c":"é\\n","d":null}]}',
  );
});

test("an undefined member is an absent one", () => {
  equal(canonicalJson({ a: undefined, b: 1 }), '{"b":1}');
});

test("what JSON cannot say is refused", () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, undefined, [undefined], () => 1]) {
    throws(() => canonicalJson(value), TypeError);
  }
});

test("the text means the same as the value, whatever the value", () => {
  fastCheck.assert(
    fastCheck.property(fastCheck.jsonValue(), (value) => {
      const text = canonicalJson(value);
      deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
      equal(canonicalJson(JSON.parse(text)), text);
    }),
  );
});
