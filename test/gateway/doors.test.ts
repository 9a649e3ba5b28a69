import assert from "node:assert/strict";
import { test } from "node:test";
import { readRuleFile } from "../../src/gateway/rule-file.ts";
import { startTestServer } from "../harness.ts";
import { answering, EchoUpstream } from "./echo-upstream.ts";
import { LICENSED_KEY, spentBy, startGateway } from "./gateway-setup.ts";

test("what is ours is never forwarded, in whatever spelling", async () => {
  await using upstream = await EchoUpstream.start(answering({ data: "the licence holder's own" }));
  await using server = await startGateway(upstream.url);
  const key = server.alice.apikey;
  const targets = [
    "/api/v3/users/alice",
    `/api/v3/users/${key}`,
    "/api/v3/%75sers/alice",
    "/api/v3/user%73/alice/overall_quotas",
    "/api/v3/Users/alice",
    "/api/v3/groups/company",
    "/api/v3/GROUPS/company",
    "/api/v3/service_accounts/x",
    "/api/v3/service%5Faccounts/x",
    "/api/v3/openapi.json",
    "/api/v3/users",
    "/api/v3/users?x=1",
    "/api/v3/users/a/b/c/d",
    "/api/v3",
    "/api/v3/",
    "/",
    "/healthz",
    "/readyz",
    "/other",
  ];
  for (const target of targets) {
    for (const method of ["GET", "DELETE", "POST"]) {
      const { text } = await server.requestTarget(method, target, { key: method === "GET" ? key : "x" });
      assert.doesNotMatch(text, /licence holder/, `${method} ${target}`);
    }
  }
  assert.equal(upstream.received.length, 0);
  await server.requestTarget("GET", "/api/v3/userss/alice", { key });
  await server.requestTarget("GET", "/api/v3/files/users", { key });
  assert.equal(upstream.received.length, 2);
});

test("without an upstream everything else is 404, with a sentence that says why", async () => {
  await using server = await startTestServer();
  const reply = await server.requestTarget("GET", "/api/v3/files/x", { key: server.operator.apikey });
  assert.deepEqual(
    [reply.status, reply.body.error.message],
    [
      404,
      "No upstream is configured, so that there is nothing here but Tollgate's own endpoints; set TOLLGATE_UPSTREAM_URL",
    ],
  );
});

test("an upstream below a prefix has its own address, key, header and rules", async () => {
  await using virusTotal = await EchoUpstream.start(answering({ data: {} }));
  await using misp = await EchoUpstream.start((message, response) => {
    const self = `http://${message.headers.host}/rest/v1/events/7`;
    answering({ links: { self, next: "https://www.virustotal.com/api/v3/x" } })(message, response);
  });
  const rules = readRuleFile(
    "rules.yaml",
    `
upstreams:
  - prefix: /tools/misp
    url: ${misp.url}/rest/v1/
    api_key_env: MISP_KEY
    key_header: Authorization
    rules:
      - {methods: [GET], path: "/events/{id}", bucket: misp_events, charges: [{quota: misp_daily, cost: 3}]}
    default: {bucket: misp, charges: []}
  - prefix: /api/v3/dtm
    url: ${misp.url}/dtm
    api_key_env: DTM_KEY
`,
  );
  await using server = await startTestServer({
    settings: { upstreamUrl: virusTotal.url, rules },
    secrets: {
      upstreamApiKey: LICENSED_KEY,
      upstreamKeys: new Map([
        ["/tools/misp", "the key of misp"],
        ["/api/v3/dtm", "the key of dtm"],
      ]),
    },
  });
  await server.createGroup("company", { quotas: { misp_daily: { allowed: 4 } } });
  const alice = await server.createMember("company", "alice");
  const key = alice.apikey;
  const event = await server.requestTarget("GET", "/tools/misp/events/7?a=b", {
    key,
    headers: { authorization: "mine" },
  });
  assert.deepEqual(event.body.links, {
    self: `${server.url}/tools/misp/events/7`,
    next: "https://www.virustotal.com/api/v3/x",
  });
  const again = await server.requestTarget("GET", "/tools/misp/events/7", { key });
  assert.match(
    again.body.error.message,
    /^Quota exceeded: misp_daily of the group of this user allows 4, of which 3/,
  );
  assert.equal((await server.requestTarget("POST", "/tools/misp", { key })).status, 200);
  assert.equal((await server.requestTarget("GET", "/tools/other", { key })).status, 404);
  assert.equal((await server.requestTarget("GET", "/api/v3/dtm/docs", { key })).status, 200);
  const seen = misp.received.map(({ method, url, headers }) => [
    method,
    url,
    headers.authorization,
    headers["x-apikey"],
  ]);
  assert.deepEqual(seen, [
    ["GET", "/rest/v1/events/7?a=b", "the key of misp", undefined],
    ["POST", "/rest/v1", "the key of misp", undefined],
    ["GET", "/dtm/docs", undefined, "the key of dtm"],
  ]);
  assert.equal(virusTotal.received.length, 0);
  assert.equal(await spentBy({ ...server, alice }), 1);
});
