import assert from "node:assert/strict";
import { test } from "node:test";
import { answering, EchoUpstream } from "./echo-upstream.ts";
import { limitAlice, spentBy, startDemo, startGateway } from "./gateway-setup.ts";

const FILE = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";

test("a call beyond a user's quota is refused with all that is to be known, and reaches no upstream", async () => {
  await using server = await startDemo();
  const key = server.alice.apikey;
  await limitAlice(server, { api_requests_daily: 2, api_requests_hourly: 5 });
  const [first, second, third] = [
    await server.requestTarget("GET", FILE, { key }),
    await server.requestTarget("GET", FILE, { key }),
    await server.requestTarget("GET", FILE, { key, headers: { "accept-encoding": "gzip" } }),
  ];
  const policy = '"api_requests_hourly";q=5;w=3600;side=user, "api_requests_daily";q=2;w=86400;side=user';
  assert.deepEqual(
    [first, second, third].map(({ status, headers }) => [
      status,
      headers["ratelimit-policy"],
      headers.ratelimit,
    ]),
    [
      [200, policy, '"api_requests_hourly";r=4;t=3600, "api_requests_daily";r=1;t=50400'],
      [200, policy, '"api_requests_hourly";r=3;t=3600, "api_requests_daily";r=0;t=50400'],
      [429, policy, '"api_requests_hourly";r=3;t=3600, "api_requests_daily";r=0;t=50400'],
    ],
  );
  assert.deepEqual(third.body, {
    error: {
      code: "QuotaExceededError",
      message:
        "Quota exceeded: api_requests_daily of this user allows 2, of which 2 are used; it begins again at 2026-07-16T00:00:00Z",
    },
  });
  assert.equal(third.headers["retry-after"], "50400");
  assert.equal(third.headers["content-encoding"], "gzip");
  assert.equal(server.upstream.calls.length, 2);
  server.clock.set(Date.parse("2026-07-16T00:00:00Z"));
  assert.equal((await server.requestTarget("GET", FILE, { key })).status, 200);
});

test("a call beyond the group's quota says that it is the group's", async () => {
  await using server = await startDemo();
  const key = server.alice.apikey;
  await server.request("PATCH", "/groups/company", {
    key: server.operator.apikey,
    body: {
      data: {
        type: "group",
        id: "company",
        attributes: { quotas: { api_requests_monthly: { allowed: 0 } } },
      },
    },
  });
  const reply = await server.requestTarget("GET", FILE, { key });
  assert.deepEqual(
    [reply.status, reply.body.error.message],
    [
      429,
      "Quota exceeded: api_requests_monthly of the group of this user allows 0, of which 0 are used; it begins again at 2026-08-01T00:00:00Z",
    ],
  );
  assert.equal(reply.headers["ratelimit-policy"], '"api_requests_monthly";q=0;w=2678400;side=group');
});

test("each call shows in usage under its endpoint, and what is free apart", async () => {
  await using server = await startDemo();
  const key = server.alice.apikey;
  for (const path of [
    FILE,
    `${FILE}/comments`,
    `${FILE}/contacted_domains`,
    "/api/v3/new/thing",
    "/api/v3/search?query=x",
  ]) {
    await server.requestTarget("GET", path, { key });
  }
  const { body } = await server.request("GET", "/users/alice/api_usage", { key });
  assert.deepEqual(body.data.total, { files: 1, file_relationships: 1, other: 1 });
  const { file_comments, search } = body.data.total_endpoints_not_consuming_quota;
  assert.deepEqual([file_comments, search, await spentBy(server)], [1, 1, 3]);
});

test("an answer decides what a call costs, where the rule says so", async () => {
  await using upstream = await EchoUpstream.start((message, response) => {
    message.resume();
    const isNew = message.headers["x-tool"] === "new";
    response.writeHead(message.method === "POST" ? 200 : 404, {
      "content-type": "application/json",
      ...(isNew && { "x-new-file": "true" }),
    });
    response.end("{}");
  });
  await using server = await startGateway(upstream.url);
  const key = server.alice.apikey;
  await server.requestTarget("POST", "/api/v3/files", { key, headers: { "x-tool": "new" } });
  assert.equal(await spentBy(server), 0);
  await server.requestTarget("GET", "/api/v3/analyses/none", { key });
  assert.equal(await spentBy(server), 0);
  await server.requestTarget("POST", "/api/v3/files", { key });
  assert.equal(await spentBy(server), 1);
});

test("a rule that looks into the JSON of an answer is settled by it", async () => {
  await using upstream = await EchoUpstream.start((message, response) => {
    answering({ meta: { cached: message.url?.endsWith("cached") } })(message, response);
  });
  const charges = [{ quota: "api_requests", cost: 2 }];
  const rule = {
    methods: ["GET"],
    path: "/lookups/{id}",
    bucket: "lookups",
    charges,
    settle: [{ when: { json: { pointer: "/meta/cached", equals: true } }, charges: [] }],
  } as const;
  await using server = await startGateway(upstream.url, {
    rules: { rules: [rule], unknown: undefined, upstreams: [] },
  });
  const key = server.alice.apikey;
  await server.requestTarget("GET", "/api/v3/lookups/cached", { key });
  assert.equal(await spentBy(server), 0);
  await server.requestTarget("GET", "/api/v3/lookups/fresh", { key });
  assert.equal(await spentBy(server), 2);
});

test("who may not call is told before anything is forwarded, and a refused privilege is in the audit", async () => {
  await using server = await startDemo();
  const stranger = await server.createUser("stranger");
  const replies = [
    await server.requestTarget("GET", FILE),
    await server.requestTarget("GET", FILE, { key: "0".repeat(64) }),
    await server.requestTarget("GET", FILE, { key: stranger.apikey }),
    await server.requestTarget("GET", "/api/v3/private/files/x", { key: server.alice.apikey }),
  ];
  assert.deepEqual(
    replies.map(({ status, body }) => [status, body.error.code]),
    [
      [401, "AuthenticationRequiredError"],
      [401, "WrongCredentialsError"],
      [403, "ForbiddenError"],
      [403, "ForbiddenError"],
    ],
  );
  assert.equal(server.upstream.calls.length, 0);
  const { body } = await server.request("GET", "/audit_log_entries?filter=action:REQUEST_REFUSED", {
    key: server.operator.apikey,
  });
  const entries: { attributes: { actor: string; target: string } }[] = body.data;
  assert.deepEqual(entries.map(({ attributes }) => `${attributes.actor}: ${attributes.target}`).sort(), [
    "alice: GET /private/files/{id}",
    "stranger: GET /files/{id}",
  ]);
});
