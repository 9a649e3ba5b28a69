import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseTarget, TARGET_BYTES_MAX } from "./target.ts";

const nasty = fc.constantFrom(
  ..."/ // . .. ... ; ..; %2e %2E .%2e %2f %2F %5c \\ %00 %0d %0a %09 %20 ? # %3f %23 %25 %252e %252f %255C".split(
    " ",
  ),
  ...'%25252f %c0%af %c3%a9 %zz % %2 a A0 files comments upload_url @ : = + & | { " < ^ %7e é ／ ~ %85 %e2%80%8b'.split(
    " ",
  ),
);
const targets = fc
  .array(fc.oneof({ weight: 4, arbitrary: nasty }, fc.string({ unit: "binary-ascii", maxLength: 4 })), {
    maxLength: 12,
  })
  .map((parts) => `/${parts.join("")}`);

function lenientlyDecoded(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function resolved(text: string): string {
  return new URL(`http://upstream${text}`).pathname;
}

/** What servers on the way may do to a path before they look at its segments. */
const downstreams: readonly ((path: string) => string)[] = [
  (path) => path,
  decodeURIComponent,
  lenientlyDecoded,
  resolved,
  (path) => resolved(decodeURIComponent(path)),
  (path) => resolved(lenientlyDecoded(path)),
  (path) => lenientlyDecoded(decodeURIComponent(path)),
  (path) => decodeURIComponent(path).replace(/;[^/]*/g, ""),
  (path) =>
    decodeURIComponent(path)
      .replaceAll("\\", "/")
      .replace(/[?#].*/, ""),
];

function countOf(path: string): number {
  return path.replace(/\/$/, "").split("/").length - 1;
}

test("no accepted target changes its number of segments, however it is decoded on its way", () => {
  let accepted = 0;
  fc.assert(
    fc.property(targets, (rawUrl) => {
      const target = parseTarget(rawUrl);
      if (!target.ok) return;
      accepted += 1;
      for (const downstream of downstreams) {
        assert.equal(countOf(downstream(target.path)), target.segments.length);
      }
    }),
    { numRuns: 20_000 },
  );
  assert.ok(accepted > 1_000, `only ${accepted} targets were accepted`);
});

test("an accepted target has one spelling, whose segments decode to those that are classified", () => {
  fc.assert(
    fc.property(targets, (rawUrl) => {
      const target = parseTarget(rawUrl);
      if (!target.ok) return;
      const query = target.query === "" ? "" : `?${target.query}`;
      assert.deepEqual(parseTarget(`${target.path}${query}`), target);
      const parts = target.path.replace(/\/$/, "").split("/").slice(1);
      assert.deepEqual(parts.map(decodeURIComponent), target.segments);
      assert.equal(resolved(target.path), target.path);
    }),
    { numRuns: 10_000 },
  );
});

test("whatever text comes as an id, its encoding is accepted or refused for a reason, and decodes to it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (id) => {
      const target = parseTarget(`/api/v3/files/${encodeURIComponent(id)}`);
      if (target.ok) assert.equal(target.segments[3], id);
      else assert.match(id, /[/\\?#\0-\x1f\x7f-\x9f%]|^ *(\.{1,2} *)?(;|$)/);
    }),
  );
});

test("every kind of id that VirusTotal has passes", () => {
  const ids = [
    ["44d88612fea8a8f36de82e1278abb02f", "44d88612fea8a8f36de82e1278abb02f"],
    ["aHR0cDovL3d3dy5leGFtcGxlLmNvbS8", "aHR0cDovL3d3dy5leGFtcGxlLmNvbS8"],
    ["aHR0-cDov_L3d=", "aHR0-cDov_L3d="],
    ["NjY0MjRl%3D%3D", "NjY0MjRl=="],
    ["u-275a021bbfb6-1700000000", "u-275a021bbfb6-1700000000"],
    ["2001:db8::1", "2001:db8::1"],
    ["2001%3adb8%3A%3A1", "2001:db8::1"],
    ["192.0.2.1", "192.0.2.1"],
    ["xn--e1afmkfd.example", "xn--e1afmkfd.example"],
    ["%D0%BF.example", "п.example"],
    ["T1059.001", "T1059.001"],
    ["f-275a021b-1|rule", "f-275a021b-1|rule"],
    ["alice@example.com", "alice@example.com"],
    ["..hidden", "..hidden"],
    ["a..b", "a..b"],
    ["%2540", "%40"],
  ] as const;
  for (const [encoded, id] of ids) {
    const target = parseTarget(`/api/v3/files/${encoded}?limit=10`);
    assert.ok(target.ok, encoded);
    assert.deepEqual(target.segments, ["api", "v3", "files", id]);
    assert.equal(target.query, "limit=10");
  }
});

test("a path is sent on in its normal form, and its query as it came", () => {
  const cases = [
    ["/api/v3/files/x", "/api/v3/files/x", ""],
    ["/api/v3/%66iles/%7Ex%2d%3a%3b%2b", "/api/v3/files/~x-%3A%3B%2B", ""],
    ['/a/x|y"{z}', "/a/x%7Cy%22%7Bz%7D", ""],
    ["/a/%c3%a9%20", "/a/%C3%A9%20", ""],
    ["/a/b/?", "/a/b/", ""],
    ["/", "/", ""],
    ["/a?query=%2e%2f&b=?/../\\%zz", "/a", "query=%2e%2f&b=?/../\\%zz"],
  ] as const;
  for (const [rawUrl, path, query] of cases) {
    const target = parseTarget(rawUrl);
    assert.ok(target.ok, rawUrl);
    assert.deepEqual([target.path, target.query], [path, query]);
  }
});

test("every other target is refused with a sentence that says what is wrong", () => {
  const dots = 'The URL path must not contain the segments "." and ".."';
  const slash = 'The URL path must not contain an encoded slash, "%2F"';
  const backslash = "The URL path must not contain a backslash, encoded or not";
  const blank = 'A part of the URL path must not be blank or begin with ";"';
  const controls = "The URL path must not contain control characters";
  const encoding = "The URL is not correctly percent-encoded";
  const twice = "The URL path must not contain a separator or dots that are encoded twice";
  const start = 'The request target must be a path that begins with "/"';
  const absolute = "The request target must be a path, not an absolute URL; Tollgate is no forward proxy";
  const ascii = "The URL contains a space or a character outside ASCII; percent-encode it";
  const cases: readonly (readonly [rawUrl: string, message: string])[] = [
    ["http://other.example/api/v3/files/x", absolute],
    ["HTTPS://127.0.0.1/", absolute],
    ["other.example:443", start],
    ["", start],
    ["?a=b", start],
    ["*", 'The request target "*" is not supported; send a path'],
    ...["/a/./b", "/a/../b", "/..", "/a/.", "/a/%2e", "/a/%2E%2e/b", "/a/.%2e/b", "/a/%2e./b"].map(
      (rawUrl) => [rawUrl, dots] as const,
    ),
    ...["/a/..;/b", "/a/..;x=1/b", "/a/..%20", "/a/%20./b", "/a/.%3bx"].map(
      (rawUrl) => [rawUrl, dots] as const,
    ),
    ["/a/%20", blank],
    ["/a/;b/c", blank],
    ["/a/%3Bb/c", blank],
    ["/a%2fb", slash],
    ["/a/%2F../b", slash],
    ["/a\\b", backslash],
    ["/a%5cb", backslash],
    ["/a%00", controls],
    ["/a/%0d%0aHost:%20x", controls],
    ["/a/%7f", controls],
    ["/a/%C2%85", controls],
    ["/a\u0007", "The URL must not contain control characters"],
    ["/a?b=\r\nHost: x", "The URL must not contain control characters"],
    ["/a b", ascii],
    ["/é", ascii],
    ["/a?b=é", ascii],
    ["/a#b", 'The URL must not contain a fragment; encode "#" as "%23" in a query'],
    ["/a%3fb", 'The URL path must not contain an encoded "?" or "#"'],
    ["/a%23b", 'The URL path must not contain an encoded "?" or "#"'],
    ["/a/%", encoding],
    ["/a/%2", encoding],
    ["/a/%zz", encoding],
    ["/a/%c0%af", encoding],
    ["/a/%ed%a0%80", encoding],
    ["//other.example/a", 'The URL path must not contain "//"'],
    ["/a//b", 'The URL path must not contain "//"'],
    ["/a//", 'The URL path must not contain "//"'],
    ["/a/%252e%252e/b", twice],
    ["/a/b%252Fc", twice],
    ["/a/b%255c", twice],
    [`/${"a".repeat(TARGET_BYTES_MAX)}`, "The URL is longer than 8192 bytes"],
  ];
  for (const [rawUrl, message] of cases) {
    assert.deepEqual(parseTarget(rawUrl), { ok: false, code: "BadRequestError", message }, rawUrl);
  }
  assert.equal(parseTarget(`/${"a".repeat(TARGET_BYTES_MAX - 1)}`).ok, true);
});
