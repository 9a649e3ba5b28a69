import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { KeyMask } from "./key-mask.ts";
import { LinkRewriter } from "./rewrite.ts";

const THEIRS = "https://www.virustotal.com/api/v3/";
const OURS = "http://127.0.0.1:8080/api/v3/";
const KEY = "0123456789abcdef".repeat(4);
const BASES = { theirs: [THEIRS, "https://proxy.example/vt/"], ours: OURS };

/** Both in a row, as the gateway has them. */
function passed(chunks: readonly Buffer[]): Buffer {
  const mask = new KeyMask(KEY);
  const rewriter = new LinkRewriter(BASES);
  const out = chunks.map((chunk) => rewriter.push(mask.push(Buffer.from(chunk))));
  return Buffer.concat([...out, rewriter.push(mask.end()), rewriter.end()]);
}

function rewritten(json: string): string {
  return passed([Buffer.from(json)]).toString();
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [...new Set(at.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((place, index) => bytes.subarray(place, places[index] ?? bytes.length));
}

const link = fc.oneof(
  fc.string().map((path) => `${THEIRS}files?next=${encodeURIComponent(`https://example.com/${path}`)}`),
  fc.constantFrom(
    `${THEIRS}x"y\\z`,
    THEIRS,
    "https://www.virustotal.com/gui/x",
    "https://proxy.example/vt/é",
  ),
  fc.string(),
);
const members = fc.dictionary(
  fc.constantFrom("self", "next", "related", 'l"inks', "apikey", "links", "x"),
  link,
);
const document = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(null, 1, true, "links", "apikey", KEY, `say "links": {"self": "${THEIRS}"}`),
    link,
    fc.array(tie("node"), { maxLength: 3 }),
    fc.record({ links: members, id: fc.string() }),
    fc.record({ apikey: fc.oneof(fc.string(), fc.constant(null)), url: link }),
    fc.dictionary(fc.string(), tie("node"), { maxKeys: 3 }),
  ),
})).node;
const spelling = fc.constantFrom<(value: unknown) => string>(
  (value) => JSON.stringify(value),
  (value) => JSON.stringify(value).replaceAll("/", "\\/"),
  (value) => JSON.stringify(value, null, "\r\n\t"),
  (value) => JSON.stringify(value).replaceAll("https:", "\\u0068ttps\\u003a"),
);

test("however an answer is cut into pieces, the same bytes come out", () => {
  fc.assert(
    fc.property(document, spelling, fc.array(fc.nat(), { maxLength: 40 }), (value, spell, places) => {
      const bytes = Buffer.from(spell(value));
      const whole = passed([bytes]).toString();
      assert.equal(passed(cut(bytes, places)).toString(), whole);
      assert.equal(passed([...bytes].map((byte) => Buffer.from([byte]))).toString(), whole);
    }),
    { numRuns: 2_000 },
  );
});

/** What must come out, by way of the parsed value. */
function model(value: unknown, isLinks = false): unknown {
  if (typeof value === "string") {
    const base = BASES.theirs.find((their) => value.startsWith(their));
    const own = isLinks && base !== undefined ? OURS + value.slice(base.length) : value;
    return own.replaceAll(KEY, "*".repeat(KEY.length));
  }
  if (Array.isArray(value)) return value.map((item) => model(item, isLinks));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const isBlanked = name === "apikey" && typeof item === "string" && !isLinks;
      return [name, isBlanked ? "[api key]" : model(item, isLinks || name === "links")];
    }),
  );
}

test("links are turned, keys are blanked, and nothing else changes, whatever the spelling", () => {
  fc.assert(
    fc.property(document, spelling, (value, spell) => {
      const json = spell(value);
      assert.deepEqual(JSON.parse(rewritten(json)), model(JSON.parse(json)));
    }),
    { numRuns: 2_000 },
  );
});

test("an answer without anything to change comes out byte by byte", () => {
  const rewriter = new LinkRewriter(BASES);
  const json = ` {"data" : {"attributes": {"url": "${THEIRS}files/x", "size": 1.0e3}, "links": {"self":"https:\\/\\/a"}}}\n`;
  const out = Buffer.concat([rewriter.push(Buffer.from(json)), rewriter.end()]);
  assert.equal(out.toString(), json);
  assert.equal(rewriter.hasChanged, false);
});

test("every page of a collection leads back to us", () => {
  const page = {
    data: [{ type: "file", id: "x", links: { self: `${THEIRS}files/x` }, attributes: { url: THEIRS } }],
    meta: { cursor: "c" },
    links: { self: `${THEIRS}search?query=x`, next: `${THEIRS}search?query=x&cursor=c` },
  };
  assert.deepEqual(JSON.parse(rewritten(JSON.stringify(page))), {
    data: [{ type: "file", id: "x", links: { self: `${OURS}files/x` }, attributes: { url: THEIRS } }],
    meta: { cursor: "c" },
    links: { self: `${OURS}search?query=x`, next: `${OURS}search?query=x&cursor=c` },
  });
});

test("a link that does not end is an error, not an answer that leads past us", () => {
  assert.throws(() => rewritten(`{"links": {"self": "${THEIRS}${"a".repeat(70_000)}`), RangeError);
  assert.throws(() => rewritten(`{"links"${" ".repeat(5_000)}`), RangeError);
});

test("the key of the upstream is overwritten wherever it stands", () => {
  const mask = "*".repeat(KEY.length);
  assert.equal(rewritten(`{"a":"x${KEY}${KEY}y"}`), `{"a":"x${mask}${mask}y"}`);
  const almost = `{"a":"${KEY.slice(0, -1)}"}`;
  assert.equal(rewritten(almost), almost);
});
