import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddressList } from "../../src/base/addresses.ts";
import { forEachEngine } from "../engines.ts";
import type { Call, Reply } from "../exchange.ts";
import { type Person, startTestServer, type TestServer } from "../harness.ts";

const FILE = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";

/** How each proxy tells of a call. */
const TELLINGS = {
  nginx: (method: string, url: string) => ({
    asking: ["GET", "/authorize"] as const,
    headers: { "X-Original-Method": method, "X-Original-URI": url },
  }),
  Traefik: (method: string, url: string) => ({
    asking: ["GET", "/authorize"] as const,
    headers: { "X-Forwarded-Method": method, "X-Forwarded-Uri": url },
  }),
  Envoy: (method: string, url: string) => ({ asking: [method, `/authorize${url}`] as const, headers: {} }),
};

type Telling = keyof typeof TELLINGS;

async function ask(
  server: TestServer,
  question: readonly [method: string, url: string],
  { key, headers, by = "nginx", rawBody }: Call & { readonly by?: Telling } = {},
): Promise<Reply> {
  const { asking, headers: telling } = TELLINGS[by](...question);
  return server.requestTarget(...asking, { key, headers: { ...telling, ...headers }, rawBody });
}

async function withAlice(options: Parameters<typeof startTestServer>[0]) {
  const server = await startTestServer(options);
  await server.createGroup("company");
  const alice = await server.createMember("company", "alice");
  return { server, alice, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function allow(server: TestServer, { id }: Person, quotas: Record<string, number>): Promise<void> {
  const limits = Object.entries(quotas).map(([name, allowed]) => [name, { allowed }]);
  const body = { data: { type: "user", id, attributes: { quotas: Object.fromEntries(limits) } } };
  const reply = await server.request("PATCH", `/users/${id}`, { key: server.operator.apikey, body });
  assert.equal(reply.status, 200, reply.text);
}

async function usageOf(server: TestServer, { id }: Person): Promise<unknown> {
  const { body } = await server.request("GET", `/users/${id}/api_usage`, { key: server.operator.apikey });
  return body.data.total;
}

function refusal({ status, body }: Reply) {
  return { status, code: body?.error?.code };
}

forEachEngine((engine) => {
  test("however a proxy tells of a call, it is allowed, named and charged by its own rule", async () => {
    await using world = await withAlice({ engine });
    const { server, alice } = world;
    await allow(server, alice, { api_requests_daily: 10 });
    for (const [index, by] of (["nginx", "Traefik", "Envoy"] as const).entries()) {
      const reply = await ask(server, ["POST", `${FILE}/analyse?x=%20`], { key: alice.apikey, by });
      assert.deepEqual([reply.status, reply.text], [200, ""], by);
      const { headers } = reply;
      assert.deepEqual([headers["x-tollgate-user"], headers["x-tollgate-group"]], ["alice", "company"]);
      assert.match(String(headers["x-tollgate-key-id"]), /^[0-9a-f]{16}$/);
      assert.equal(headers.ratelimit, `"api_requests_daily";r=${9 - index};t=50400`);
      assert.equal(headers["ratelimit-policy"], '"api_requests_daily";q=10;w=86400;side=user');
      assert.equal(headers["cache-control"], "no-store");
    }
    assert.deepEqual(await usageOf(server, alice), { file_analyse: 3 });
  });

  test("a call is charged once it is allowed, and a refused one not at all", async () => {
    await using world = await withAlice({ engine });
    const { server, alice } = world;
    await allow(server, alice, { api_requests_hourly: 5, api_requests_daily: 2 });
    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) {
      statuses.push((await ask(server, ["GET", FILE], { key: alice.apikey })).status);
    }
    assert.deepEqual(statuses, [200, 200, 429, 429]);
    assert.deepEqual(await usageOf(server, alice), { files: 2 });
    const { body } = await server.request("GET", "/users/alice/overall_quotas", { key: alice.apikey });
    assert.deepEqual(
      [body.data.api_requests_hourly.user.used, body.data.api_requests_daily.user.used],
      [2, 2],
    );
  });

  test("of 100 questions at once about the last unit exactly one is answered with yes", async () => {
    await using world = await withAlice({ engine });
    const { server, alice } = world;
    await allow(server, alice, { api_requests_daily: 1 });
    const asked = Array.from({ length: 100 }, () => ask(server, ["GET", FILE], { key: alice.apikey }));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    assert.deepEqual([statuses.filter((status) => status === 200).length, new Set(statuses).size], [1, 2]);
    assert.deepEqual(await usageOf(server, alice), { files: 1 });
  });

  test("without quota the answer is 429, says which quota and whose, and when to come back", async () => {
    await using world = await withAlice({ engine });
    const { server, alice } = world;
    await allow(server, alice, { api_requests_hourly: 0 });
    const reply = await ask(server, ["GET", FILE], { key: alice.apikey });
    assert.deepEqual(
      [reply.status, reply.body.error],
      [
        429,
        {
          code: "QuotaExceededError",
          message:
            "Quota exceeded: api_requests_hourly of this user allows 0, of which 0 are used; it begins again at 2026-07-15T11:00:00Z",
        },
      ],
    );
    assert.equal(reply.headers["retry-after"], "3600");
    assert.equal(reply.headers.ratelimit, '"api_requests_hourly";r=0;t=3600');
  });

  test("for nginx every refusal is 401 or 403, and headers say what it is to become", async () => {
    await using world = await withAlice({ engine });
    const { server, alice } = world;
    await allow(server, alice, { api_requests_hourly: 0 });
    const headers = { "X-Original-Method": "GET", "X-Original-URI": FILE };
    const askFor = (call: Call) => server.requestTarget("GET", "/authorize?mode=nginx", call);
    const told = ({ status, text, headers: said }: Reply) => {
      const { error } = JSON.parse(String(said["x-tollgate-error"]));
      return [status, text, said["x-tollgate-status"], error.code, said["retry-after"]];
    };
    const limited = await askFor({ key: alice.apikey, headers });
    assert.deepEqual(told(limited), [403, "", "429", "QuotaExceededError", "3600"]);
    assert.equal(limited.headers.ratelimit, '"api_requests_hourly";r=0;t=3600');
    assert.deepEqual(told(await askFor({ headers })), [
      401,
      "",
      "401",
      "AuthenticationRequiredError",
      undefined,
    ]);
    const untold = await askFor({ key: alice.apikey });
    assert.deepEqual(told(untold), [403, "", "400", "BadRequestError", undefined]);
    const own = { ...headers, "X-Original-URI": "/api/v3/users/n%C3%A4me" };
    const hidden = await askFor({ key: alice.apikey, headers: own });
    assert.deepEqual(told(hidden), [403, "", "404", "NotFoundError", undefined]);
    await allow(server, alice, { api_requests_hourly: 9 });
    assert.equal((await askFor({ key: alice.apikey, headers })).status, 200);
    await server.parts.ledger.close();
    assert.deepEqual(told(await askFor({ key: alice.apikey, headers })), [
      403,
      "",
      "503",
      "TransientError",
      undefined,
    ]);
  });

  test("a call that cannot be journalled is answered with 503 and costs nothing", async () => {
    await using world = await withAlice({ engine });
    const { server, alice } = world;
    await allow(server, alice, { api_requests_daily: 10 });
    const rename = (from: string, to: string) =>
      server.parts.store.transaction((tx) => tx.schema.alterTable(from).renameTo(to).execute());
    await rename("journal_tail", "hidden_tail");
    const gone = await ask(server, ["GET", FILE], { key: alice.apikey });
    assert.deepEqual(refusal(gone), { status: 503, code: "TransientError" });
    await rename("hidden_tail", "journal_tail");
    const back = await ask(server, ["GET", FILE], { key: alice.apikey });
    assert.deepEqual([back.status, back.headers.ratelimit], [200, '"api_requests_daily";r=9;t=50400']);
    assert.deepEqual(await usageOf(server, alice), { files: 1 });
  });

  test("any method is answered at once, and what follows of its body is thrown away", async () => {
    await using world = await withAlice({ engine });
    const { server, alice } = world;
    const rawBody = Buffer.alloc(2_000_000, "x");
    for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]) {
      const call = method === "GET" || method === "HEAD" ? {} : { rawBody };
      const reply = await ask(server, [method, FILE], { key: alice.apikey, by: "Envoy", ...call });
      assert.deepEqual([reply.status, reply.text], [200, ""], method);
    }
  });

  test("a key may be used from its addresses only, as a trusted proxy tells them", async () => {
    const trustedProxies = parseAddressList(["127.0.0.1"]);
    assert.ok(!("error" in trustedProxies));
    await using world = await withAlice({ engine, settings: { trustedProxies } });
    const { server, alice } = world;
    const { body } = await server.request("POST", "/users/alice/api_keys", {
      key: alice.apikey,
      body: { data: { type: "api_key", attributes: { label: "office", allowed_addresses: ["192.0.2.7"] } } },
    });
    const key = body.data.attributes.key ?? body.data.attributes.apikey;
    const from = (address: string) =>
      ask(server, ["GET", FILE], { key, headers: { "X-Forwarded-For": address } });
    assert.equal((await from("192.0.2.7")).status, 200);
    assert.deepEqual(refusal(await from("192.0.2.8")), { status: 403, code: "ForbiddenError" });
    const audit = await server.request("GET", "/audit_log_entries?limit=1&filter=action:REQUEST_REFUSED", {
      key: server.operator.apikey,
    });
    assert.equal(audit.body.data[0]?.attributes.target, "GET /files/{id}", audit.text);
  });
});
