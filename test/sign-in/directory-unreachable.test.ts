import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { companyDirectory, entry, get, newKey } from "./company-directory.ts";
import type { Directory } from "./directory.ts";
import type { DirectoryOptions } from "./directory-configuration.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const UNASKED = "could not be asked about an account";

forEachEngine((engine) => {
  test("while the directory is down nothing is taken away before the bound, then calls are refused, and all is well when it is back", async () => {
    await using company = await companyOf(["erin"], { oidc: { graceHours: 2 } });
    const { directory, server, keys } = company;
    const call = async () => (await server.request("GET", "/users/me", { key: keys[0] })).status;
    directory.setHealth("down");
    server.clock.advance(2 * HOUR_MS - SECOND_MS);
    assert.equal(await call(), 200);
    assert.equal(linesWith(server, UNASKED).length, 1);
    server.clock.advance(SECOND_MS);
    const refused = await server.request("GET", "/users/me", { key: keys[0] });
    assert.deepEqual([refused.status, refused.body.error.code], [503, "TransientError"]);
    assert.match(refused.body.error.message, /directory .* cannot be reached/);
    assert.equal(refused.headers["retry-after"], "15");
    const headers = { "x-original-method": "GET", "x-original-uri": "/api/v3/files/x" };
    const asked = await server.requestTarget("GET", "/authorize", { key: keys[0], headers });
    assert.deepEqual([asked.status, asked.body.error.code], [503, "TransientError"]);
    directory.setHealth("up");
    server.clock.advance(15 * SECOND_MS);
    assert.equal(await call(), 200);
    assert.equal(linesWith(server, "the identity provider answers again").length, 1);
    assert.deepEqual(directory.renewals, ["granted"]);
  });

  for (const health of ["down", "only a proxy"] as const) {
    test(`a directory of which there is ${health === "down" ? "nothing" : health} is asked again a quarter of a minute later, by one account for all`, async () => {
      await using company = await companyOf(["erin", "bob", "eve"]);
      const { directory, server, keys } = company;
      directory.setHealth(health);
      server.clock.advance(MINUTE_MS);
      const call = async (key = "") => (await server.request("GET", "/users/me", { key })).status;
      for (const key of [...keys, ...keys]) assert.equal(await call(key), 200);
      assert.equal(linesWith(server, UNASKED).length, 1);
      server.clock.advance(15 * SECOND_MS);
      for (const key of keys) assert.equal(await call(key), 200);
      assert.equal(linesWith(server, UNASKED).length, 2);
      directory.setHealth("up");
      server.clock.advance(15 * SECOND_MS);
      for (const key of keys) assert.equal(await call(key), 200);
      assert.deepEqual(directory.renewals, ["granted", "granted", "granted"]);
    });
  }

  test("a directory that renews tokens and does not tell claims takes nothing away, and holds up nobody else", async () => {
    await using company = await companyOf(["erin", "bob"], { refreshTokens: "rotated" });
    const { directory, server, keys } = company;
    const call = async (key = "") => (await server.request("GET", "/users/me", { key })).status;
    directory.setHealth("claims broken");
    server.clock.advance(MINUTE_MS);
    assert.equal(await call(keys[0]), 200);
    assert.equal(await call(keys[0]), 200);
    assert.deepEqual(directory.renewals, ["granted"]);
    assert.equal(await call(keys[1]), 200);
    assert.deepEqual(directory.renewals, ["granted", "granted"]);
    directory.setHealth("up");
    server.clock.advance(15 * SECOND_MS);
    assert.equal(await call(keys[0]), 200);
    assert.deepEqual(
      directory.renewals,
      ["granted", "granted", "granted"],
      "by the token that came with the failure",
    );
    const [line = ""] = linesWith(server, UNASKED);
    assert.match(line, /"user":"erin"/);
  });

  test("without refresh tokens claims are read at sign-in only, and the log says so once", async () => {
    await using directory = await companyDirectory(engine, "account");
    const { server } = directory;
    directory.people.set("s-1", entry("erin", ["soc"]));
    const { cookies } = await directory.signIn("s-1");
    await directory.signIn("s-1");
    assert.equal(linesWith(server, "gives no refresh tokens").length, 1);
    directory.people.delete("s-1");
    server.clock.advance(5 * MINUTE_MS);
    assert.equal((await get(server, "/users/me", cookies)).status, 200);
    assert.deepEqual(directory.renewals, []);
  });

  test("with an interval of 0 nothing is kept and nobody is asked about", async () => {
    await using company = await companyOf(["erin"], { oidc: { recheckSeconds: 0 } });
    const { directory, server, keys } = company;
    directory.people.clear();
    server.clock.advance(HOUR_MS);
    assert.equal((await server.request("GET", "/users/me", { key: keys[0] })).status, 200);
    assert.deepEqual(directory.renewals, []);
    const kept = await server.parts.store.read((db) => db.selectFrom("sso_grants").selectAll().execute());
    assert.deepEqual(kept, []);
  });

  /** People of the directory, each with a key. */
  async function companyOf(names: readonly string[], options: DirectoryOptions = {}) {
    const directory = await companyDirectory(engine, "account", { refreshTokens: "kept", ...options });
    const { server } = directory;
    const keys: string[] = [];
    for (const name of names) {
      directory.people.set(name, entry(name, ["soc"]));
      keys.push(await newKey(server, (await directory.signIn(name)).cookies));
    }
    return { directory, server, keys, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
  }
});

function linesWith({ logLines }: Directory["server"], text: string): string[] {
  return logLines.filter((line) => line.includes(text));
}
