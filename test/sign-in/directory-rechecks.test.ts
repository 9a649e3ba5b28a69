import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import type { Reply } from "../exchange.ts";
import { companyDirectory, entry, get, members, newKey } from "./company-directory.ts";
import type { Directory } from "./directory.ts";

const MINUTE_MS = 60_000;
const FILE = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";

forEachEngine((engine) => {
  test("who is removed from the directory is out with the first call after the interval, session and keys, and back with the next sign-in", async () => {
    await using erin = await signedInErin();
    const { directory, server, cookies, key } = erin;
    directory.people.delete("s-1");
    server.clock.advance(MINUTE_MS - 1000);
    assert.equal((await get(server, "/users/me", cookies)).status, 200);
    assert.deepEqual(directory.renewals, []);
    server.clock.advance(1000);
    const out = await get(server, "/users/me", cookies);
    assert.deepEqual(codeOf(out), [401, "WrongCredentialsError"]);
    const refused = await byKey(server, key);
    assert.deepEqual(codeOf(refused), [401, "UserNotActiveError"]);
    assert.match(refused.body.error.message, /until the next sign-in by the directory/);
    assert.deepEqual(directory.renewals, ["refused"]);
    directory.people.set("s-1", entry("erin", ["soc"]));
    const back = await directory.signIn("s-1");
    assert.equal((await get(server, "/users/me", back.cookies)).status, 200);
    assert.equal((await byKey(server, key)).status, 200);
  });

  test("who has keys and no session is asked about as well, at every door", async () => {
    await using erin = await signedInErin();
    const { directory, server, cookies, key } = erin;
    await signOut(erin);
    assert.equal((await get(server, "/users/me", cookies)).status, 401);
    server.clock.advance(MINUTE_MS);
    assert.equal((await authorize(server, key)).status, 200);
    assert.deepEqual(directory.renewals, ["granted"]);
    directory.people.delete("s-1");
    server.clock.advance(MINUTE_MS);
    assert.deepEqual(codeOf(await authorize(server, key)), [401, "UserNotActiveError"]);
    assert.deepEqual(codeOf(await byKey(server, key)), [401, "UserNotActiveError"]);
  });

  test("where a logout ends sessions only, so does a removal, and keys stay", async () => {
    await using erin = await signedInErin({ logout: "sessions" });
    const { directory, server, cookies, key } = erin;
    directory.people.delete("s-1");
    server.clock.advance(MINUTE_MS);
    assert.equal((await get(server, "/users/me", cookies)).status, 401);
    assert.equal((await byKey(server, key)).status, 200);
    server.clock.advance(MINUTE_MS);
    assert.equal((await byKey(server, key)).status, 200);
    assert.deepEqual(directory.renewals, ["refused"], "there is nothing left to ask by");
  });

  test("with the last group of the claim go membership, keys and sessions within the interval", async () => {
    await using erin = await signedInErin();
    const { directory, server, cookies, key } = erin;
    directory.people.set("s-1", entry("erin", ["marketing"]));
    server.clock.advance(MINUTE_MS);
    assert.deepEqual(codeOf(await byKey(server, key)), [401, "WrongCredentialsError"]);
    assert.equal((await get(server, "/users/me", cookies)).status, 401);
    assert.deepEqual(await members(server), {});
    assert.match((await directory.signIn("s-1")).location, /^\/sign-in\?error=no_group&/);
  });

  test("an administrator who loses the claim of administrators is a member at the next check, in the same session", async () => {
    await using erin = await signedInErin({ groups: ["soc-leads"] });
    const { directory, server, cookies } = erin;
    assert.deepEqual(await members(server), { erin: "admin" });
    directory.people.set("s-1", entry("erin", ["soc"]));
    server.clock.advance(MINUTE_MS);
    const patch = { data: { attributes: { organization: "Mine" } } };
    assert.equal((await change(erin, "PATCH", "/groups/company", patch)).status, 403);
    assert.equal((await get(server, "/users/me", cookies)).status, 200);
    assert.deepEqual(await members(server), { erin: "user" });
    directory.people.set("s-1", entry("erin", ["soc", "soc-leads"]));
    server.clock.advance(MINUTE_MS);
    assert.equal((await change(erin, "PATCH", "/groups/company", patch)).status, 200);
  });

  test("a check that changes nothing writes nothing to the audit and empties no cache", async () => {
    await using erin = await signedInErin();
    const { directory, server, key } = erin;
    const auditLength = async () => {
      const path = "/audit_log_entries?limit=1";
      return (await server.request("GET", path, { key: server.operator.apikey })).body.meta.count;
    };
    const before = [server.parts.store.revision, await auditLength()];
    for (let minute = 1; minute <= 3; minute += 1) {
      server.clock.advance(MINUTE_MS);
      assert.equal((await byKey(server, key)).status, 200);
    }
    assert.deepEqual(directory.renewals, ["granted", "granted", "granted"]);
    assert.deepEqual([server.parts.store.revision, await auditLength()], before);
  });

  test("calls that come at once ask the directory once", async () => {
    await using erin = await signedInErin({ refreshTokens: "rotated" });
    const { directory, server, cookies, key } = erin;
    server.clock.advance(MINUTE_MS);
    const calls = [1, 2, 3].flatMap(() => [byKey(server, key), get(server, "/users/me", cookies)]);
    const replies = await Promise.all([...calls, authorize(server, key)]);
    assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([200]));
    assert.deepEqual(directory.renewals, ["granted"]);
  });

  test("who signs in while a check is under way is judged by the sign-in, whatever becomes of the check", async () => {
    await using erin = await signedInErin();
    const { directory, server, key } = erin;
    server.clock.advance(MINUTE_MS);
    await directory.forget(directory.refreshTokens[0] ?? "");
    const held = directory.held.holdNext("/token");
    const call = byKey(server, key);
    await held.arrived;
    const again = await directory.signIn("s-1");
    held.release();
    assert.equal((await call).status, 200);
    assert.deepEqual(directory.renewals, ["refused"]);
    assert.equal((await get(server, "/users/me", again.cookies)).status, 200);
  });

  test("a provider that gives refresh tokens for offline_access and by consent only is asked for both by the settings", async () => {
    for (const [parameters, expected] of [
      [{}, 0],
      [{ prompt: "consent" }, 1],
    ] as const) {
      const oidc = { scopes: "openid profile email groups offline_access", parameters };
      await using directory = await companyDirectory(engine, "account", { oidc });
      directory.people.set("s-1", entry("erin", ["soc"]));
      const { cookies } = await directory.signIn("s-1");
      directory.server.clock.advance(MINUTE_MS);
      assert.equal((await get(directory.server, "/users/me", cookies)).status, 200);
      assert.equal(directory.renewals.length, expected);
    }
  });

  test("a provider that did not give a refresh token does not get it", async () => {
    await using erin = await signedInErin();
    const { directory, server, key } = erin;
    const { store } = server.parts;
    const former = { sso_issuer: "https://former.example.com" };
    await store.transaction((tx) => tx.updateTable("users").set(former).where("id", "=", "erin").execute());
    server.clock.advance(MINUTE_MS);
    assert.equal((await byKey(server, key)).status, 200);
    assert.deepEqual(directory.renewals, []);
  });

  test("a refresh token that is good once is replaced by the next, and a restart keeps it", async () => {
    await using erin = await signedInErin({ refreshTokens: "rotated" });
    const { directory, server, key } = erin;
    for (let minute = 1; minute <= 2; minute += 1) {
      server.clock.advance(MINUTE_MS);
      assert.equal((await byKey(server, key)).status, 200);
    }
    await using again = await directory.restart();
    const meAgain = () => fetch(`${again.url}/api/v3/users/me`, { headers: { "x-apikey": key } });
    assert.equal((await meAgain()).status, 200);
    assert.deepEqual(directory.renewals, ["granted", "granted"], "what was heard before counts on");
    server.clock.advance(MINUTE_MS);
    assert.equal((await meAgain()).status, 200);
    directory.people.delete("s-1");
    server.clock.advance(MINUTE_MS);
    assert.equal((await meAgain()).status, 401);
    assert.deepEqual(directory.renewals, ["granted", "granted", "granted", "refused"]);
  });

  test("no refresh token is in the database or the log as it is", async () => {
    await using erin = await signedInErin({ refreshTokens: "rotated" });
    const { directory, server, key } = erin;
    server.clock.advance(MINUTE_MS);
    await byKey(server, key);
    directory.setHealth("claims broken");
    server.clock.advance(MINUTE_MS);
    await byKey(server, key);
    const rows = await server.parts.store.read((db) => db.selectFrom("sso_grants").selectAll().execute());
    assert.equal(rows.length, 1);
    directory.setHealth("up");
    directory.people.delete("s-1");
    server.clock.advance(MINUTE_MS);
    await byKey(server, key);
    assert.deepEqual(directory.renewals, ["granted", "granted", "refused"]);
    assert.equal(directory.refreshTokens.length, 3);
    const audit = await server.request("GET", "/audit_log_entries?limit=40", { key: server.operator.apikey });
    const everything = [...server.logLines, audit.text, JSON.stringify(rows)].join("\n");
    for (const token of directory.refreshTokens) assert.ok(!everything.includes(token));
  });

  async function signedInErin({
    groups = ["soc"],
    logout = "account",
    refreshTokens = "kept",
  }: {
    readonly groups?: readonly string[];
    readonly logout?: "account" | "sessions";
    readonly refreshTokens?: "kept" | "rotated";
  } = {}) {
    const directory = await companyDirectory(engine, logout, { refreshTokens });
    const { server } = directory;
    directory.people.set("s-1", entry("erin", groups));
    const { cookies } = await directory.signIn("s-1");
    const key = await newKey(server, cookies);
    return { directory, server, cookies, key, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
  }
});

interface SignedIn {
  readonly server: Directory["server"];
  readonly cookies: string;
}

function byKey(server: Directory["server"], key: string): Promise<Reply> {
  return server.request("GET", "/users/me", { key });
}

function authorize(server: Directory["server"], key: string): Promise<Reply> {
  const headers = { "x-original-method": "GET", "x-original-uri": FILE };
  return server.requestTarget("GET", "/authorize", { key, headers });
}

async function change({ server, cookies }: SignedIn, method: string, path: string, body?: object) {
  const current = await get(server, "/sessions/current", cookies);
  const headers = {
    cookie: cookies,
    "x-csrf-token": current.body.data.attributes.csrf_token,
    "sec-fetch-site": "same-origin",
  };
  return server.request(method, path, body === undefined ? { headers } : { headers, body });
}

async function signOut(signedIn: SignedIn): Promise<void> {
  const reply = await change(signedIn, "DELETE", "/sessions/current");
  assert.equal(reply.status, 200, reply.text);
}

function codeOf({ status, body }: Reply): readonly [number, string] {
  return [status, body.error.code];
}
