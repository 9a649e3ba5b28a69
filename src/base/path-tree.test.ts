import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { crossingOf, parseTemplate, shapeOf } from "./path-template.ts";
import { PathTree } from "./path-tree.ts";

const words = fc.constantFrom("a", "b", "c");
const templates = fc
  .tuple(fc.array(fc.oneof(words, fc.constant("{x}")), { maxLength: 4 }), fc.constantFrom("", "{rest*}", "a"))
  .map(([parts, last]) => `/${[...parts, ...(last === "" ? [] : [last])].join("/")}`)
  .filter((path) => path !== "/");
const tables = fc.uniqueArray(templates, { maxLength: 12, selector: shape });
const paths = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 6 });

function shape(path: string): string {
  return shapeOf(parseTemplate(path));
}

/** For each segment how it is matched, 0 literally to 2 as the rest; undefined when the template does not match. */
function matchOf(template: string, segments: readonly string[]): string | undefined {
  const parts = template.slice(1).split("/");
  if (parts.at(-1) === "{rest*}") {
    if (segments.length < parts.length) return undefined;
    while (parts.length < segments.length) parts.push("{rest*}");
  }
  if (parts.length !== segments.length) return undefined;
  const kinds = parts.map((part, index) => {
    if (part === "{rest*}") return "2";
    if (part === "{x}") return "1";
    return part === segments[index] ? "0" : "-";
  });
  return kinds.includes("-") ? undefined : kinds.join("");
}

/** Looks at every template, which is what the tree must be as good as. */
function search(table: readonly string[], segments: readonly string[]): string | undefined {
  return table
    .flatMap((template) => {
      const match = matchOf(template, segments);
      return match === undefined ? [] : [{ template, match }];
    })
    .sort((a, b) => (a.match < b.match ? -1 : 1))[0]?.template;
}

test("a path gets the most specific of all templates that match it", () => {
  fc.assert(
    fc.property(tables, fc.array(paths, { maxLength: 20 }), (table, samples) => {
      const tree = new PathTree(table.map((path) => [path, path] as const));
      for (const segments of samples) {
        assert.equal(tree.find(segments), search(table, segments));
        assert.equal(tree.find(["x", "y", ...segments], 2), search(table, segments));
      }
    }),
    { numRuns: 2_000 },
  );
});

test("two templates cross exactly when each is the more specific one in some segment of a path", () => {
  fc.assert(
    fc.property(templates, templates, paths, (first, second, segments) => {
      const [a, b] = [matchOf(first, segments), matchOf(second, segments)];
      if (a === undefined || b === undefined) return;
      const kinds = [...a].map((kind, index) => [kind, b[index] ?? ""] as const);
      const isCrossing = kinds.some(([x, y]) => x < y) && kinds.some(([x, y]) => x > y);
      const crossing = crossingOf(parseTemplate(first), parseTemplate(second));
      assert.equal(crossing !== undefined, isCrossing);
      assert.equal(crossing, crossingOf(parseTemplate(second), parseTemplate(first)));
    }),
    { numRuns: 5_000 },
  );
});

test("two templates of one shape are refused", () => {
  assert.throws(
    () =>
      new PathTree([
        ["/files/{id}", 1],
        ["/files/{sha256}", 2],
      ]),
    new TypeError("/files/{id} and /files/{sha256} match the same paths"),
  );
});

test("a segment is looked up as it is, also when it has the name of an object's own members", () => {
  const tree = new PathTree([
    ["/a/{x}", "any"],
    ["/constructor", "literal"],
  ]);
  assert.equal(tree.find(["a", "__proto__"]), "any");
  assert.equal(tree.find(["__proto__", "a"]), undefined);
  assert.equal(tree.find(["constructor"]), "literal");
  assert.equal(tree.find(["a", ""]), "any");
  assert.equal(tree.find([]), undefined);
});

test("a template that is none is refused with a sentence", () => {
  const cases = [
    ["files", 'must begin with "/"'],
    ["/", 'must have something between every two "/" and after the last'],
    ["/a//b", 'must have something between every two "/" and after the last'],
    ["/a/", 'must have something between every two "/" and after the last'],
    ["/a/../b", 'must not have the parts "." and ".."'],
    ["/{rest*}/a", "must have {rest*} at its end only"],
    ["/a-{id}", "has a-{id} where only {name} can stand"],
    ["/{}", "has {} where only {name} can stand"],
    ["/a%20b", 'has the part "a%20b" with a character that no literal may have'],
    [`/${"a/".repeat(16)}a`, "must not have more than 16 parts"],
  ] as const;
  for (const [path, problem] of cases) {
    assert.throws(() => parseTemplate(path), new TypeError(`The path ${path} ${problem}`));
  }
});
