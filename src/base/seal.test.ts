import { equal, match, notEqual } from "node:assert/strict";
import { test } from "node:test";
import { Seal } from "./seal.ts";

const PEPPER = "a pepper that is only good for tests";

test("what was sealed is read back, and is not the same twice", () => {
  const seal = new Seal(PEPPER, "transfers");
  const sealed = seal.close("https://example.com/été?a=b");
  match(sealed, /^[\w-]+$/);
  equal(seal.open(sealed), "https://example.com/été?a=b");
  notEqual(seal.close("x"), seal.close("x"));
});

test("a changed, cut or foreign text is not opened", () => {
  const seal = new Seal(PEPPER, "transfers");
  const sealed = seal.close("a text");
  for (let index = 0; index < sealed.length; index += 1) {
    const other = sealed[index] === "A" ? "B" : "A";
    equal(seal.open(sealed.slice(0, index) + other + sealed.slice(index + 1)), undefined, `at ${index}`);
    equal(seal.open(sealed.slice(0, index)), undefined, `cut at ${index}`);
  }
  equal(seal.open(`${sealed}=`), undefined);
  equal(seal.open(`${sealed}!`), undefined);
  equal(new Seal(PEPPER, "cursors").open(sealed), undefined);
  equal(new Seal(`${PEPPER}!`, "transfers").open(sealed), undefined);
});
