import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer } from "./answer-condition.ts";
import { Classifier, settledCharges } from "./classify.ts";
import { FREE, ONE_REQUEST, type Rule, type Settlement } from "./rule.ts";
import { VIRUSTOTAL_RULES } from "./rules/virustotal.ts";

function answer(status: number, headers: Readonly<Record<string, string>> = {}, json?: unknown): Answer {
  return { status, header: (name) => headers[name], json };
}

function settled(settle: readonly Settlement[], given: Answer) {
  const rule: Rule = { methods: ["GET"], path: "/a", bucket: "a", charges: ONE_REQUEST, settle };
  return settledCharges(new Classifier([rule]).classify("GET", ["a"]), given);
}

test("without a settlement that holds a call costs what was reserved", () => {
  assert.equal(settled([], answer(200)), ONE_REQUEST);
  assert.equal(settled([{ when: { status: 404 }, charges: FREE }], answer(200)), ONE_REQUEST);
});

test("of several settlements the first that holds decides", () => {
  const half = [{ quota: "api_requests", cost: 1 }];
  const settle = [
    { when: { status: 404 }, charges: FREE },
    { when: { status: "4xx" }, charges: half },
  ] as const;
  assert.equal(settled(settle, answer(404)), FREE);
  assert.equal(settled(settle, answer(403)), half);
});

test("a status is met by its code, its class, or one of several", () => {
  const isFree = (status: Settlement["when"]["status"], code: number) =>
    settled([{ when: { status }, charges: FREE }], answer(code)) === FREE;
  assert.deepEqual([isFree(404, 404), isFree(404, 405)], [true, false]);
  assert.deepEqual([isFree("4xx", 400), isFree("4xx", 499), isFree("4xx", 500)], [true, true, false]);
  assert.deepEqual([isFree([400, "5xx"], 503), isFree([400, "5xx"], 401)], [true, false]);
});

test("a header is met by its presence or its value, whatever case the rule spells its name in", () => {
  const isFree = (header: Settlement["when"]["header"], headers: Readonly<Record<string, string>>) =>
    settled([{ when: { header }, charges: FREE }], answer(200, headers)) === FREE;
  assert.ok(isFree({ name: "X-New" }, { "x-new": "" }));
  assert.ok(isFree({ name: "x-new", equals: "yes" }, { "x-new": "yes" }));
  assert.ok(!isFree({ name: "x-new", equals: "yes" }, { "x-new": "no" }));
  assert.ok(!isFree({ name: "x-new" }, {}));
});

test("a JSON answer is looked into by pointer, and one that was not read meets nothing", () => {
  const isFree = (pointer: string, equals: string | number | boolean | null, json: unknown) =>
    settled([{ when: { json: { pointer, equals } }, charges: FREE }], answer(200, {}, json)) === FREE;
  const json = { data: { status: "new", "a/b": { "~": [0, null] } } };
  assert.ok(isFree("/data/status", "new", json));
  assert.ok(isFree("/data/a~1b/~0/0", 0, json));
  assert.ok(isFree("/data/a~1b/~0/1", null, json));
  assert.ok(!isFree("/data/status", "old", json));
  assert.ok(!isFree("/data/missing", null, json));
  assert.ok(!isFree("/data/status/length", 3, json));
  assert.ok(!isFree("/constructor/name", "Object", json));
  assert.ok(!isFree("/data/status", "new", undefined));
  assert.ok(!isFree("/data", null, undefined));
});

test("all parts of a condition must hold", () => {
  const when = { status: 200, header: { name: "x-new" }, json: { pointer: "/new", equals: true } } as const;
  const isFree = (given: Answer) => settled([{ when, charges: FREE }], given) === FREE;
  assert.ok(isFree(answer(200, { "x-new": "1" }, { new: true })));
  assert.ok(!isFree(answer(201, { "x-new": "1" }, { new: true })));
  assert.ok(!isFree(answer(200, {}, { new: true })));
  assert.ok(!isFree(answer(200, { "x-new": "1" }, { new: false })));
});

test("a call says whether its answer's JSON must be read before it can be settled", () => {
  const rules: Rule[] = [
    {
      methods: ["GET"],
      path: "/a",
      bucket: "a",
      charges: ONE_REQUEST,
      settle: [
        { when: { status: 404 }, charges: FREE },
        { when: { json: { pointer: "/x", equals: 1 } }, charges: FREE },
      ],
    },
    { methods: ["GET"], path: "/b", bucket: "b", charges: ONE_REQUEST },
  ];
  const classifier = new Classifier(rules);
  assert.equal(classifier.classify("GET", ["a"]).readsJson, true);
  assert.equal(classifier.classify("GET", ["b"]).readsJson, false);
  assert.ok(
    VIRUSTOTAL_RULES.every(({ settle }) => (settle ?? []).every(({ when }) => when.json === undefined)),
  );
});

test("an unknown analysis, and an upload that is new to the upstream, are free", () => {
  const classifier = new Classifier(VIRUSTOTAL_RULES);
  const analysis = classifier.classify("GET", ["analyses", "x"]);
  assert.deepEqual(
    [200, 400, 403, 404].map((status) => settledCharges(analysis, answer(status))),
    [ONE_REQUEST, FREE, ONE_REQUEST, FREE],
  );
  const upload = classifier.classify("POST", ["files"]);
  assert.equal(settledCharges(upload, answer(200, { "x-new-file": "true" })), FREE);
  assert.equal(settledCharges(upload, answer(200, { "x-new-file": "false" })), ONE_REQUEST);
  assert.equal(settledCharges(upload, answer(200)), ONE_REQUEST);
});

test("a retrohunt job that is refused costs a request and no job", () => {
  const job = new Classifier(VIRUSTOTAL_RULES).classify("POST", ["intelligence", "retrohunt_jobs"]);
  assert.deepEqual(settledCharges(job, answer(200)), [
    { quota: "api_requests", cost: 1 },
    { quota: "intelligence_retrohunt_jobs_monthly", cost: 1 },
  ]);
  assert.deepEqual(settledCharges(job, answer(400)), ONE_REQUEST);
});

test("an upstream may have a default rule of its own", () => {
  const classifier = new Classifier([], { bucket: "otx", charges: FREE });
  assert.deepEqual(classifier.classify("POST", ["x"]), {
    bucket: "otx",
    charges: [],
    settle: [],
    readsJson: false,
    readsUpload: false,
    template: "*",
    isDefault: true,
    isLocal: false,
    roles: [],
    retryable: false,
  });
});
