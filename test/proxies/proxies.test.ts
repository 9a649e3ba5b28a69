import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parseAddressList } from "../../src/base/addresses.ts";
import { type Exchange, exchangeWith, type Reply } from "../exchange.ts";
import { type Person, startTestServer, type TestServer } from "../harness.ts";
import { GuardedApi } from "./guarded-api.ts";
import { LICENSED_KEY, PROXIES, type ProxyKind, programOf, startProxy } from "./proxy.ts";

interface Guarded extends AsyncDisposable {
  readonly server: TestServer;
  readonly api: GuardedApi;
  /** Calls the proxy. */
  readonly call: Exchange;
  /** A member of `company`. */
  readonly alice: Person;
}

/** A proxy as its example has it, in front of an API, with the real server to ask. */
async function startGuarded(kind: ProxyKind): Promise<Guarded> {
  await using resources = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "tollgate-proxy-"));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  const trustedProxies = parseAddressList(["127.0.0.1"]);
  assert.ok(!("error" in trustedProxies));
  const server = resources.use(await startTestServer({ settings: { trustedProxies } }));
  const api = resources.use(await GuardedApi.start(folder));
  const { authorityFile } = api;
  const tollgatePort = Number(new URL(server.url).port);
  const proxy = resources.use(
    await startProxy(kind, { folder, tollgatePort, apiPort: api.port, authorityFile }),
  );
  const call = resources.use(exchangeWith(proxy.url));
  await server.createGroup("company");
  const alice = await server.createMember("company", "alice");
  const kept = resources.move();
  return { server, api, call, alice, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function usageOf({ server }: Guarded, { id }: Person): Promise<unknown> {
  const key = server.operator.apikey;
  const { body } = await server.request("GET", `/users/${id}/api_usage`, { key });
  return body.data.total;
}

async function allow({ server }: Guarded, { id }: Person, requests: number): Promise<void> {
  const attributes = { quotas: { api_requests_daily: { allowed: requests } } };
  const reply = await server.request("PATCH", `/users/${id}`, {
    key: server.operator.apikey,
    body: { data: { type: "user", id, attributes } },
  });
  assert.equal(reply.status, 200, reply.text);
}

async function newKey({ server }: Guarded, owner: Person, attributes: object): Promise<string> {
  const { body, text } = await server.request("POST", `/users/${owner.id}/api_keys`, {
    key: owner.apikey,
    body: { data: { type: "api_key", attributes } },
  });
  assert.ok(body.data?.attributes, text);
  return body.data.attributes.key ?? body.data.attributes.apikey;
}

function refusal({ status, body }: Reply) {
  return { status, code: body?.error?.code };
}

const FILE = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";

for (const kind of PROXIES) {
  const isMissing = programOf(kind) === undefined;
  describe(kind.name, {
    skip: isMissing ? `${kind.name} is not installed; run test/proxies/setup` : false,
  }, () => {
    test("an allowed call passes with the licensed key and its caller's name, and is in the journal", async () => {
      await using guarded = await startGuarded(kind);
      const { api, call, alice } = guarded;
      await allow(guarded, alice, 10);
      const reply = await call("GET", `${FILE}?cursor=a%2Bb&x=%20`, { key: alice.apikey });
      assert.deepEqual([reply.status, reply.body], [200, { data: { path: `${FILE}?cursor=a%2Bb&x=%20` } }]);
      assert.equal(reply.headers.ratelimit, '"api_requests_daily";r=9;t=50400');
      assert.equal(reply.headers["ratelimit-policy"], '"api_requests_daily";q=10;w=86400;side=user');
      assert.equal(api.received.length, 1);
      const [{ headers } = assert.fail()] = api.received;
      assert.equal(headers["x-apikey"], LICENSED_KEY);
      assert.equal(headers.host, kind.name === "Caddy" ? `127.0.0.1:${api.port}` : "www.virustotal.com");
      assert.deepEqual([headers["x-tollgate-user"], headers["x-tollgate-group"]], ["alice", "company"]);
      assert.match(String(headers["x-tollgate-key-id"]), /^[0-9a-f]{16}$/);
      assert.ok(!JSON.stringify(headers).includes(alice.apikey));
      assert.ok(!JSON.stringify([reply.headers, reply.text]).includes(LICENSED_KEY));
      assert.deepEqual(await usageOf(guarded, alice), { files: 1 });
    });

    test("a body passes whole, and methods keep their price", async () => {
      await using guarded = await startGuarded(kind);
      const { api, call, alice } = guarded;
      const rawBody = Buffer.alloc(300_000, "x");
      const post = await call("POST", "/api/v3/files", { key: alice.apikey, rawBody });
      const head = await call("HEAD", FILE, { key: alice.apikey });
      assert.deepEqual([post.status, head.status], [200, 200]);
      assert.deepEqual(
        api.received.map(({ method, url, body }) => [method, url, body.length]),
        [
          ["POST", "/api/v3/files", rawBody.length],
          ["HEAD", FILE, 0],
        ],
      );
      assert.deepEqual(await usageOf(guarded, alice), { file_upload: 1, files: 1 });
    });

    test("no key and a wrong key are answered with 401 in VirusTotal's envelope", async () => {
      await using guarded = await startGuarded(kind);
      const { api, call } = guarded;
      assert.deepEqual(refusal(await call("GET", FILE)), {
        status: 401,
        code: "AuthenticationRequiredError",
      });
      const wrong = await call("GET", FILE, { key: "0".repeat(64) });
      assert.deepEqual(refusal(wrong), { status: 401, code: "WrongCredentialsError" });
      assert.deepEqual(wrong.body, { error: { code: "WrongCredentialsError", message: "Wrong API key" } });
      assert.equal(api.received.length, 0);
    });

    test("a call that the key may not make is answered with 403 in VirusTotal's envelope", async () => {
      await using guarded = await startGuarded(kind);
      const { api, call, alice } = guarded;
      const key = await newKey(guarded, alice, { label: "watch", read_only: true });
      const reply = await call("POST", `${FILE}/analyse`, { key });
      assert.deepEqual(refusal(reply), { status: 403, code: "ForbiddenError" });
      assert.match(reply.body.error.message, /^This API key is read-only/);
      assert.equal((await call("GET", FILE, { key })).status, 200);
      assert.equal(api.received.length, 1);
    });

    test("a call without quota is answered with 429, when to come back, and a message in VirusTotal's envelope", async () => {
      await using guarded = await startGuarded(kind);
      const { api, call, alice } = guarded;
      await allow(guarded, alice, 1);
      assert.equal((await call("GET", FILE, { key: alice.apikey })).status, 200);
      const reply = await call("GET", FILE, { key: alice.apikey });
      assert.deepEqual(
        [reply.status, reply.body],
        [
          429,
          {
            error: {
              code: "QuotaExceededError",
              message:
                "Quota exceeded: api_requests_daily of this user allows 1, of which 1 are used; it begins again at 2026-07-16T00:00:00Z",
            },
          },
        ],
      );
      assert.equal(reply.headers["retry-after"], "50400");
      assert.equal(reply.headers.ratelimit, '"api_requests_daily";r=0;t=50400');
      assert.match(String(reply.headers["content-type"]), /^application\/json/);
      assert.equal(api.received.length, 1);
      assert.deepEqual(await usageOf(guarded, alice), { files: 1 });
    });

    test("without a decision no call passes: 503 in VirusTotal's envelope", async () => {
      await using guarded = await startGuarded(kind);
      const { server, api, call, alice } = guarded;
      await server.parts.ledger.close();
      const unrecorded = await call("GET", FILE, { key: alice.apikey });
      assert.deepEqual(refusal(unrecorded), { status: 503, code: "TransientError" });
      await server.close();
      const unasked = await call("GET", FILE, { key: alice.apikey });
      assert.deepEqual(refusal(unasked), { status: 503, code: "TransientError" });
      assert.equal(api.received.length, 0);
    });

    test("a client cannot say who it is, what it calls, or where it comes from", async () => {
      await using guarded = await startGuarded(kind);
      const { api, call, alice } = guarded;
      const claims = {
        "X-Tollgate-User": "root",
        "X-Tollgate-Group": "others",
        "X-Tollgate-Key-Id": "0000000000000000",
        "X-Original-Method": "GET",
        "X-Original-URI": "/api/v3/metadata",
        "X-Forwarded-Method": "GET",
        "X-Forwarded-Uri": "/api/v3/metadata",
      };
      const headers = { ...claims, "X-Forwarded-For": "192.0.2.7" };
      const reply = await call("POST", `${FILE}/analyse`, { key: alice.apikey, headers });
      assert.equal(reply.status, 200, reply.text);
      const [{ headers: passed } = assert.fail()] = api.received;
      assert.deepEqual([passed["x-tollgate-user"], passed["x-tollgate-group"]], ["alice", "company"]);
      assert.deepEqual(await usageOf(guarded, alice), { file_analyse: 1 });

      const root = guarded.server.operator.apikey;
      assert.equal((await call("GET", FILE, { key: root, headers: claims })).status, 200);
      const [, { headers: groupless } = assert.fail()] = api.received;
      assert.deepEqual([groupless["x-tollgate-user"], groupless["x-tollgate-group"] ?? ""], ["root", ""]);

      const key = await newKey(guarded, alice, { label: "office", allowed_addresses: ["192.0.2.7"] });
      const elsewhere = await call("GET", FILE, { key, headers });
      assert.deepEqual(refusal(elsewhere), { status: 403, code: "ForbiddenError" });
      assert.match(elsewhere.body.error.message, /^This API key may not be used from (?!192\.0\.2\.7;)/);
    });

    test("Tollgate answers its own endpoints, and nobody gets past it to the licence holder's", async () => {
      await using guarded = await startGuarded(kind);
      const { api, call, alice } = guarded;
      const own = await call("GET", "/api/v3/users/alice", { key: alice.apikey });
      assert.deepEqual([own.status, own.body.data?.id], [200, "alice"]);
      for (const path of [
        "/api/v3/files/../users/alice",
        "/api/v3/files/%2e%2e/groups/company",
        "/api/v3/Users/alice",
        "/api/v3/files/..%2fusers/alice",
        "/api/v3//users/alice",
        "/api/v3/%75sers/alice",
      ]) {
        await call("GET", path, { key: alice.apikey });
      }
      assert.deepEqual(api.received, []);
    });
  });
}
