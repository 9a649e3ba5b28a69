import assert from "node:assert/strict";
import { test } from "node:test";
import { Classifier } from "../../src/gateway/classify.ts";
import { METHODS } from "../../src/gateway/rule.ts";
import { VIRUSTOTAL_RULES } from "../../src/gateway/rules/virustotal.ts";
import { parseTarget } from "../../src/gateway/target.ts";
import { isQuotaName, KNOWN_QUOTAS } from "../../src/model/quotas.ts";
import { DOCUMENTED_CALLS } from "./virustotal-calls.ts";

const classifier = new Classifier(VIRUSTOTAL_RULES);

function classify(method: string, path: string) {
  const target = parseTarget(`/api/v3${path}`);
  assert.ok(target.ok, path);
  return classifier.classify(method, target.segments, 2);
}

function chargesOf(requests: 0 | 1, quota: string | undefined) {
  return [
    ...(requests === 0 ? [] : [{ quota: "api_requests", cost: 1 }]),
    ...(quota === undefined ? [] : [{ quota, cost: 1 }]),
  ];
}

test("every documented call shows in its bucket and is charged what VirusTotal charges", () => {
  for (const [methods, path, bucket, requests, quota] of DOCUMENTED_CALLS) {
    for (const method of methods.split(",")) {
      const call = classify(method, path);
      assert.deepEqual(
        { bucket: call.bucket, charges: call.charges, isDefault: call.isDefault },
        { bucket, charges: chargesOf(requests, quota), isDefault: false },
        `${method} ${path}`,
      );
    }
  }
});

test("every rule is reached by a documented call, for each of its methods", () => {
  const reached = new Set(
    DOCUMENTED_CALLS.flatMap(([methods, path]) =>
      methods.split(",").map((method) => `${method} ${classify(method, path).template}`),
    ),
  );
  const unreached = VIRUSTOTAL_RULES.filter((rule) => rule.isLocal !== true).flatMap((rule) =>
    rule.methods.map((method) => `${method} ${rule.path}`).filter((call) => !reached.has(call)),
  );
  assert.deepEqual(unreached, []);
});

test("every literal sub-path wins over the relationship of that name", () => {
  const literals = [
    ["/files/x/comments", "file_comments"],
    ["/files/x/votes", "item_vote"],
    ["/files/x/graphs", "file_graphs"],
    ["/files/x/behaviours", "file_behaviours"],
    ["/files/x/download", "file_download"],
    ["/files/upload_url", "file_upload_url"],
    ["/private/files/upload_url", "private_file_upload_url"],
    ["/monitor/items/upload_url", "monitor_items"],
    ["/collections/x/comments", "collection_comments"],
    ["/collections/x/search", "collections"],
    ["/graphs/x/items", "graph_items"],
  ] as const;
  for (const [path, bucket] of literals) {
    assert.equal(classify("GET", path).bucket, bucket);
    assert.equal(classify("GET", path).template.split("/").at(-1), path.split("/").at(-1));
  }
  assert.equal(classify("POST", "/files/x/analyse").bucket, "file_analyse");
  assert.equal(classify("GET", "/files/x/relationships/comments").bucket, "file_relationships");
  assert.equal(classify("GET", "/files/upload_url/comments").bucket, "file_comments");
  assert.equal(classify("GET", "/collections/x/comments/download/csv").bucket, "collection_download");
});

test("the order of the rules makes no difference", () => {
  const backwards = new Classifier(VIRUSTOTAL_RULES.toReversed());
  for (const [methods, path] of DOCUMENTED_CALLS) {
    const segments = path.slice(1).split("/");
    for (const method of methods.split(",")) {
      assert.deepEqual(backwards.classify(method, segments), classifier.classify(method, segments));
    }
  }
});

test("what no rule knows is charged as a request and shows as other", () => {
  const calls = [
    ["GET", "/"],
    ["GET", "/new_endpoint"],
    ["GET", "/files"],
    ["GET", "/files/x/relationships/y/z"],
    ["DELETE", "/files/x"],
    ["POST", "/files/x/contacted_ips"],
    ["GET", "/Files/x/comments"],
    ["PUT", "/files/x/comments"],
    ["OPTIONS", "/search"],
    ["get", "/search"],
    ["GET", "/feeds/files/hourly/2026033115/x"],
    ["GET", "/asm"],
    ["GET", "/usersx"],
  ] as const;
  for (const [method, path] of calls) {
    const call = classify(method, path);
    assert.deepEqual(
      [call.bucket, call.charges, call.template, call.isDefault, call.isLocal],
      ["other", [{ quota: "api_requests", cost: 1 }], "*", true, false],
      `${method} ${path}`,
    );
  }
});

test("users, groups and service accounts are never forwarded, whatever the method", () => {
  for (const noun of ["users", "groups", "service_accounts"]) {
    const encoded = `%${noun.charCodeAt(0).toString(16)}${noun.slice(1)}`;
    for (const path of [`/${noun}`, `/${noun}/`, `/${noun}/x`, `/${noun}/x/y/z/w`, `/${encoded}/x`]) {
      for (const method of [...METHODS, "HEAD"]) {
        assert.equal(classify(method, path).isLocal, true, `${method} ${path}`);
      }
    }
  }
  assert.equal(classify("GET", "/files/x").isLocal, false);
});

test("only GET and HEAD are tried again, and HEAD costs what GET does", () => {
  assert.deepEqual(classify("HEAD", "/files/x"), classify("GET", "/files/x"));
  assert.deepEqual(classify("HEAD", "/new"), classify("GET", "/new"));
  for (const [methods, path] of DOCUMENTED_CALLS) {
    for (const method of methods.split(",")) {
      assert.equal(classify(method, path).retryable, method === "GET", `${method} ${path}`);
    }
  }
  assert.equal(classify("HEAD", "/new").retryable, true);
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"]) {
    assert.equal(classify(method, "/new").retryable, false);
  }
});

test("uploads, downloads and private scanning name the roles that they need", () => {
  const roles = (method: string, path: string) => classify(method, path).roles;
  assert.deepEqual(roles("POST", "/files"), ["USER_ROLE_FILE_UPLOADS"]);
  assert.deepEqual(roles("GET", "/files/upload_url"), ["USER_ROLE_FILE_UPLOADS"]);
  assert.deepEqual(roles("GET", "/files/x/download"), ["USER_ROLE_FILE_DOWNLOADS"]);
  assert.deepEqual(roles("POST", "/intelligence/zip_files"), ["USER_ROLE_FILE_DOWNLOADS"]);
  assert.deepEqual(roles("POST", "/private/files"), [
    "USER_ROLE_PRIVATE_FILE_UPLOADS",
    "USER_ROLE_PRIVATE_SCANNING",
  ]);
  assert.deepEqual(roles("GET", "/files/x"), []);
  for (const rule of VIRUSTOTAL_RULES.filter(({ path }) => path.startsWith("/private/"))) {
    assert.ok(rule.roles?.includes("USER_ROLE_PRIVATE_SCANNING"), rule.path);
  }
});

test("every rule charges known quotas, each once, and settles for no more than it reserves", () => {
  for (const rule of VIRUSTOTAL_RULES) {
    const reserved = new Map(rule.charges.map(({ quota, cost }) => [quota, cost]));
    assert.equal(reserved.size, rule.charges.length);
    for (const { quota } of rule.charges) {
      assert.ok(quota === "api_requests" || (isQuotaName(quota) && KNOWN_QUOTAS.includes(quota)), quota);
    }
    for (const { charges } of rule.settle ?? []) {
      for (const { quota, cost } of charges) assert.ok(cost <= (reserved.get(quota) ?? 0), rule.path);
    }
  }
});
