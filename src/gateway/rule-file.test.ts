import assert from "node:assert/strict";
import { test } from "node:test";
import { Classifier } from "./classify.ts";
import type { Rule } from "./rule.ts";
import { mergeRules, RuleFileProblems, readRuleFile } from "./rule-file.ts";
import { VIRUSTOTAL_RULES } from "./rules/virustotal.ts";

const COMPLETE = `
rules:
  - methods: [GET]
    path: /files/{sha256}/download
    bucket: file_download
    charges:
      - {quota: api_requests, cost: 1}
      - {quota: intelligence_downloads_monthly, cost: 1}
    settle:
      - when: {status: [404, 5xx]}
        charges: [{quota: api_requests, cost: 1}]
      - when:
          header: {name: X-Cache, equals: hit}
          json: {pointer: /meta/cached, equals: true}
        charges: []
    roles: [USER_ROLE_FILE_DOWNLOADS]
default: {bucket: unknown, charges: [{quota: unknown_calls_daily, cost: 2}]}
upstreams:
  - prefix: /otx
    url: https://otx.example/api/v1/
    api_key_env: OTX_KEY
    key_header: X-OTX-API-KEY
    rules:
      - {methods: [GET, POST], path: "/indicators/{rest*}", bucket: otx, charges: []}
    default: {bucket: otx_other, charges: [{quota: otx_monthly, cost: 1}]}
  - prefix: /api/v3/dtm
    url: http://127.0.0.1:9000
    api_key_file: secrets/dtm
`;

function problemsOf(text: string): readonly string[] {
  try {
    readRuleFile("rules.yaml", text);
  } catch (error) {
    assert.ok(error instanceof RuleFileProblems);
    assert.equal(error.message, error.problems.join("\n"));
    return error.problems;
  }
  return [];
}

function ruleText(rule: Readonly<Record<string, unknown>>): string {
  const whole = { methods: ["GET"], path: "/a", bucket: "a", charges: [], ...rule };
  return JSON.stringify({ rules: [whole] });
}

test("a file says rules, a default and upstreams with rules of their own", () => {
  const file = readRuleFile("rules.yaml", COMPLETE);
  assert.deepEqual(file, {
    rules: [
      {
        methods: ["GET"],
        path: "/files/{sha256}/download",
        bucket: "file_download",
        charges: [
          { quota: "api_requests", cost: 1 },
          { quota: "intelligence_downloads_monthly", cost: 1 },
        ],
        settle: [
          { when: { status: [404, "5xx"] }, charges: [{ quota: "api_requests", cost: 1 }] },
          {
            when: {
              header: { name: "X-Cache", equals: "hit" },
              json: { pointer: "/meta/cached", equals: true },
            },
            charges: [],
          },
        ],
        roles: ["USER_ROLE_FILE_DOWNLOADS"],
      },
    ],
    unknown: { bucket: "unknown", charges: [{ quota: "unknown_calls_daily", cost: 2 }] },
    upstreams: [
      {
        prefix: "/otx",
        prefixSegments: ["otx"],
        url: "https://otx.example/api/v1",
        key: { kind: "environment", variable: "OTX_KEY" },
        keyHeader: "x-otx-api-key",
        rules: [{ methods: ["GET", "POST"], path: "/indicators/{rest*}", bucket: "otx", charges: [] }],
        unknown: { bucket: "otx_other", charges: [{ quota: "otx_monthly", cost: 1 }] },
      },
      {
        prefix: "/api/v3/dtm",
        prefixSegments: ["api", "v3", "dtm"],
        url: "http://127.0.0.1:9000",
        key: { kind: "file", path: "secrets/dtm" },
        keyHeader: "x-apikey",
        rules: [],
        unknown: undefined,
      },
    ],
  });
});

test("JSON is read like YAML, with tabs too, and an empty file changes nothing", () => {
  const json = JSON.stringify(
    { rules: [{ methods: ["GET"], path: "/a", bucket: "a", charges: [] }] },
    null,
    "\t",
  );
  assert.deepEqual(readRuleFile("rules.json", json).rules, [
    { methods: ["GET"], path: "/a", bucket: "a", charges: [] },
  ]);
  assert.deepEqual(readRuleFile("rules.yaml", "# nothing\n"), {
    rules: [],
    unknown: undefined,
    upstreams: [],
  });
});

test("a rule takes the place of the built-in one with the same method and path, and of no other", () => {
  const own: Rule[] = [
    { methods: ["POST"], path: "/files/{sha256}/comments", bucket: "mine", charges: [] },
    { methods: ["GET"], path: "/files/{id}/summary", bucket: "new", charges: [] },
  ];
  const merged = mergeRules(VIRUSTOTAL_RULES, own);
  const classifier = new Classifier(merged);
  const bucket = (method: string, path: string) => classifier.classify(method, path.split("/")).bucket;
  assert.equal(bucket("POST", "files/x/comments"), "mine");
  assert.equal(bucket("GET", "files/x/comments"), "file_comments");
  assert.equal(bucket("GET", "files/x/summary"), "new");
  assert.equal(bucket("GET", "files/x/contacted_ips"), "file_relationships");
  assert.equal(merged.length, VIRUSTOTAL_RULES.length + 2);
});

test("every problem of a file is told at once, with its line and column", () => {
  const text = `rules:
  - methods: [GET, FETCH]
    path: files/{id}
    bucket: Files
    charges:
      - {quota: API, cost: 1}
      - {quota: api_requests, cost: 0}
    colour: red
  - path: /b
    bucket: b
    charges: []
upstream: []
`;
  assert.deepEqual(problemsOf(text), [
    'rules.yaml:2:20: rules[0].methods[1]: Invalid option: expected one of "GET"|"POST"|"PUT"|"PATCH"|"DELETE"',
    'rules.yaml:3:11: rules[0].path: must begin with "/"',
    'rules.yaml:4:13: rules[0].bucket: must be lower-case letters, digits and "_"',
    'rules.yaml:6:17: rules[0].charges[0].quota: must be "api_requests" or a quota name of 1 to 64 lower-case letters, digits or "_"',
    "rules.yaml:7:37: rules[0].charges[1].cost: must be at least 1; what is free has no charges",
    'rules.yaml:8:13: rules[0].colour: Unrecognized key: "colour"',
    "rules.yaml:9:5: rules[1].methods: is missing",
    'rules.yaml:12:11: upstream: Unrecognized key: "upstream"',
  ]);
});

test("a text that is no YAML is refused where it goes wrong", () => {
  assert.deepEqual(
    problemsOf("rules:\n  - {methods: [GET\n").map((problem) => problem.split(": ")[0]),
    ["rules.yaml:3:1", "rules.yaml:3:1"],
  );
  assert.deepEqual(problemsOf("rules: []\nrules: []\n"), ["rules.yaml:2:1: Map keys must be unique"]);
  assert.deepEqual(problemsOf("- a\n"), ["rules.yaml:1:1: Invalid input: expected object, received array"]);
});

test("aliases that multiply are refused instead of expanded", () => {
  const levels = "abcdefghi".split("").map((name, index, names) => {
    const before = names[index - 1];
    const items = before === undefined ? "x" : Array(9).fill(`*${before}`).join(", ");
    return `${name}: &${name} [${items}]`;
  });
  assert.deepEqual(problemsOf(`${levels.join("\n")}\n`), [
    "rules.yaml:1:1: Excessive alias count indicates a resource exhaustion attack",
  ]);
});

test("two rules for one call are refused", () => {
  const text = `rules:
  - {methods: [GET, POST], path: "/a/{id}", bucket: a, charges: []}
  - {methods: [POST], path: "/a/{name}", bucket: b, charges: []}
upstreams:
  - prefix: /x
    url: http://127.0.0.1:1
    api_key_env: X
    rules:
      - {methods: [GET], path: /a, bucket: a, charges: []}
      - {methods: [GET], path: /a, bucket: a, charges: []}
  - {prefix: /x, url: "http://127.0.0.1:2", api_key_env: Y}
`;
  assert.deepEqual(problemsOf(text), [
    "rules.yaml:3:29: rules[1].path: POST /a/{name} has a rule already",
    "rules.yaml:10:32: upstreams[0].rules[1].path: GET /a has a rule already",
    "rules.yaml:11:14: upstreams[1].prefix: /x stands here a second time",
  ]);
});

test("two rules of which neither is the more specific need a third for what both match", () => {
  const rules = (...paths: string[]) =>
    `rules:\n${paths.map((path) => `  - {methods: [GET], path: "${path}", bucket: a, charges: []}\n`).join("")}`;
  assert.deepEqual(problemsOf(rules("/a/{x}", "/{y}/b")), [
    "rules.yaml:3:28: rules[1].path: /{y}/b and /a/{x} are ambiguous; add a rule for GET /a/b, which both match",
  ]);
  assert.deepEqual(problemsOf(rules("/a/{x}/{y}", "/{z}/b/{rest*}")), [
    "rules.yaml:3:28: rules[1].path: /{z}/b/{rest*} and /a/{x}/{y} are ambiguous; add a rule for GET /a/b/{id}, which both match",
  ]);
  assert.deepEqual(problemsOf(rules("/a/{x}", "/{y}/b", "/a/b")), []);
  assert.deepEqual(problemsOf(rules("/a/{x}", "/a/b", "/{y}/{z}", "/{rest*}", "/a/{x}/{rest*}")), []);
});

test("a settlement cannot charge what was not reserved, and nothing is charged twice", () => {
  const one = { quota: "api_requests", cost: 1 };
  const more = { quota: "api_requests", cost: 2 };
  const daily = { quota: "api_requests_daily", cost: 1 };
  const when = { status: 404 };
  const sentences = (rule: Readonly<Record<string, unknown>>) =>
    problemsOf(ruleText(rule)).map((problem) => problem.replace(/^[^ ]* /, ""));
  assert.deepEqual(sentences({ charges: [one], settle: [{ when, charges: [more] }] }), [
    'rules[0].settle[0].charges[0]: charges more of "api_requests" than the rule itself, which is what is reserved before the call',
  ]);
  assert.deepEqual(sentences({ charges: [], settle: [{ when, charges: [daily] }] }), [
    'rules[0].settle[0].charges[0]: charges more of "api_requests_daily" than the rule itself, which is what is reserved before the call',
  ]);
  assert.deepEqual(sentences({ charges: [one, daily] }), [
    'rules[0].charges[1]: charges "api_requests_daily" a second time',
  ]);
  assert.deepEqual(sentences({ charges: [more], settle: [{ when, charges: [one] }] }), []);
});

test("a condition must ask for something that an answer can have", () => {
  const sentences = (when: unknown) =>
    problemsOf(ruleText({ settle: [{ when, charges: [] }] })).map((problem) =>
      problem.replace(/^[^ ]* /, ""),
    );
  assert.deepEqual(sentences({}), [
    'rules[0].settle[0].when: must have "status", "header", "json" or "upload"',
  ]);
  assert.deepEqual(sentences({ status: "6xx" }), [
    'rules[0].settle[0].when.status: must be codes such as 404 or classes such as "4xx"',
  ]);
  assert.deepEqual(sentences({ header: { name: "a b" } }), [
    "rules[0].settle[0].when.header.name: must be the name of a header",
  ]);
  assert.deepEqual(sentences({ json: { pointer: "data", equals: 1 } }), [
    'rules[0].settle[0].when.json.pointer: must be a JSON pointer such as "/data/attributes/status"',
  ]);
  assert.deepEqual(sentences({ json: { pointer: "/data" } }), [
    "rules[0].settle[0].when.json.equals: must be a text, a number, true, false or null",
  ]);
});

test("no rule and no prefix can send what Tollgate answers itself to an upstream", () => {
  for (const path of ["/users", "/users/{id}", "/groups/{rest*}", "/service_accounts/{id}/keys"]) {
    assert.deepEqual(problemsOf(`rules:\n  - {methods: [GET], path: "${path}", bucket: a, charges: []}\n`), [
      "rules.yaml:2:28: rules[0].path: is answered by Tollgate itself and never forwarded",
    ]);
  }
  const prefix = (text: string) =>
    problemsOf(`upstreams:\n  - prefix: ${text}\n    url: http://127.0.0.1:1\n    api_key_env: X\n`);
  const place = "rules.yaml:2:13: upstreams[0].prefix:";
  assert.deepEqual(prefix("/api/v3"), [`${place} is where TOLLGATE_UPSTREAM_URL is served`]);
  assert.deepEqual(prefix("/api"), [`${place} is where TOLLGATE_UPSTREAM_URL is served`]);
  assert.deepEqual(prefix("/api/v3/users"), [`${place} is a path of Tollgate itself`]);
  assert.deepEqual(prefix("/authorize"), [`${place} is a path of Tollgate itself`]);
  assert.deepEqual(prefix("/x/{id}"), [`${place} must not have parameters`]);
  assert.deepEqual(prefix("/x/"), [`${place} must have something between every two "/" and after the last`]);
  assert.deepEqual(prefix("/api/v4"), []);
});

test("an upstream needs an address, and exactly one place where its key is found", () => {
  const upstream = (fields: string) =>
    problemsOf(`upstreams:\n  - {prefix: /x, ${fields}}\n`).map((problem) => problem.replace(/^[^ ]* /, ""));
  const url = "upstreams[0].url: must be an http or https URL without credentials, query and fragment";
  const key = 'upstreams[0]: must have either "api_key_env" or "api_key_file"';
  assert.deepEqual(upstream("url: 'ftp://x', api_key_env: K"), [url]);
  assert.deepEqual(upstream("url: 'http://user:secret@x', api_key_env: K"), [url]);
  assert.deepEqual(upstream("url: 'http://x/?a', api_key_env: K"), [url]);
  assert.deepEqual(upstream("url: nowhere, api_key_env: K"), [url]);
  assert.deepEqual(upstream("api_key_env: K"), ["upstreams[0].url: is missing"]);
  assert.deepEqual(upstream("url: 'http://x'"), [key]);
  assert.deepEqual(upstream("url: 'http://x', api_key_env: K, api_key_file: k"), [key]);
  assert.deepEqual(upstream("url: 'http://x', api_key_env: K, key_header: Host"), [
    "upstreams[0].key_header: cannot carry a key",
  ]);
});
