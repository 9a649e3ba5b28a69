import assert from "node:assert/strict";
import { test } from "node:test";
import { generateKeyPair, SignJWT } from "jose";
import { forEachEngine } from "../engines.ts";
import { openBrowser, PASSWORD } from "./browser.ts";
import { companyDirectory, entry, get, members, newKey, sidOf } from "./company-directory.ts";

const LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";

forEachEngine((engine) => {
  test("a person of the directory gets an account, its group and its role by the claims, and comes back to where he was", async () => {
    await using directory = await companyDirectory(engine);
    const { server } = directory;
    directory.people.set("s-1", entry("erin", ["soc"]));
    directory.people.set("s-2", entry("lea", ["soc-leads"]));
    const erin = await directory.signIn("s-1", "/me/keys?x=1");
    assert.equal(erin.location, "/me/keys?x=1");
    const me = await get(server, "/users/me", erin.cookies);
    assert.deepEqual([me.body.data.id, me.body.data.attributes.email], ["erin", "erin@example.com"]);
    assert.equal(me.body.data.attributes.single_sign_on, true);
    const current = await get(server, "/sessions/current", erin.cookies);
    assert.equal(current.body.data.attributes.method, "oidc");
    await directory.signIn("s-2");
    assert.deepEqual(await members(server), { erin: "user", lea: "admin" });
    directory.people.set("s-2", entry("lea", ["soc"]));
    await directory.signIn("s-2");
    assert.deepEqual(await members(server), { erin: "user", lea: "user" });
    const methods = await server.request("GET", "/sign_in_methods");
    assert.deepEqual(methods.body.data.attributes.oidc, {
      name: "Company ID",
      start_url: `${server.url}/oidc/start`,
    });
  });

  test("an account with the verified address is linked, and its password counts no more", async () => {
    await using directory = await companyDirectory(engine);
    const { server } = directory;
    const erin = await server.createMember("company", "old-erin", {
      email: "erin@example.com",
      password: PASSWORD,
    });
    directory.people.set("s-1", { ...entry("erin", ["soc"]), email_verified: false });
    const unverified = await directory.signIn("s-1");
    assert.match(unverified.location, /^\/sign-in\?error=no_verified_address&/);
    assert.equal((await openBrowser(server).signIn("old-erin")).status, 200);
    directory.people.set("s-1", entry("erin", ["soc"]));
    const { cookies } = await directory.signIn("s-1");
    assert.equal((await get(server, "/users/me", cookies)).body.data.id, "old-erin");
    assert.equal((await server.request("GET", "/users/me", { key: erin.apikey })).status, 200);
    assert.equal((await openBrowser(server).signIn("old-erin")).status, 401);
    const body = { data: { new_password: PASSWORD } };
    const set = await server.request("POST", "/users/me/password", { key: erin.apikey, body });
    assert.equal(set.status, 403);
  });

  test("where the operator vouches for the directory's addresses, one without a flag finds its account, and one that is not verified none", async () => {
    await using directory = await companyDirectory(engine, "account", { oidc: { trustEmails: true } });
    const { server } = directory;
    await server.createMember("company", "old-erin", { email: "erin@example.com" });
    const { email_verified: _, ...unflagged } = entry("erin", ["soc"]);
    directory.people.set("s-1", { ...unflagged, email_verified: false });
    assert.match((await directory.signIn("s-1")).location, /error=no_verified_address&/);
    directory.people.set("s-1", unflagged);
    const { cookies } = await directory.signIn("s-1");
    assert.equal((await get(server, "/users/me", cookies)).body.data.id, "old-erin");
  });

  test("has_2fa of a person of the directory is what that said at the last sign-in, and the filter agrees", async () => {
    const factors: { amr: readonly string[] } = { amr: ["pwd"] };
    await using directory = await companyDirectory(engine, "account", factors);
    const { server } = directory;
    directory.people.set("s-1", entry("erin", ["soc"]));
    const key = server.operator.apikey;
    const filtered = async (value: boolean) => {
      const path = `/groups/company/relationships/users?filter=2fa_enabled:${value}`;
      const { body } = await server.request("GET", path, { key });
      return body.data.map(({ id }: { id: string }) => id);
    };
    for (const [amr, has2fa] of [
      [["pwd"], false],
      [["pwd", "otp", "mfa"], true],
      [["pwd"], false],
    ] as const) {
      factors.amr = amr;
      const { cookies } = await directory.signIn("s-1");
      const { attributes } = (await get(server, "/users/me", cookies)).body.data;
      assert.deepEqual([attributes.has_2fa, attributes.single_sign_on], [has2fa, true]);
      assert.deepEqual(
        [await filtered(true), await filtered(false)],
        has2fa ? [["erin"], []] : [[], ["erin"]],
      );
    }
  });

  test("what the operator has the provider told goes along with every sign-in", async () => {
    const parameters = { prompt: "consent", access_type: "offline" };
    await using directory = await companyDirectory(engine, "account", { oidc: { parameters } });
    const begun = await directory.server.requestTarget("GET", "/oidc/start");
    const url = new URL(String(begun.headers.location));
    assert.deepEqual(
      [url.searchParams.get("prompt"), url.searchParams.get("access_type")],
      ["consent", "offline"],
    );
    directory.people.set("s-1", entry("erin", ["soc"]));
    assert.equal((await directory.signIn("s-1")).location, "/me");
  });

  test("whoever is in no group of the claim gets no account, and an account that is refused keeps its own way in", async () => {
    await using directory = await companyDirectory(engine);
    const { server } = directory;
    directory.people.set("s-1", entry("erin", ["marketing"]));
    assert.match((await directory.signIn("s-1")).location, /^\/sign-in\?error=no_group&/);
    assert.equal((await server.request("GET", "/users/erin", { key: server.operator.apikey })).status, 404);
    await server.createMember("company", "bob", { password: PASSWORD });
    directory.people.set("s-2", entry("bob", []));
    assert.match((await directory.signIn("s-2")).location, /error=/);
    assert.equal((await openBrowser(server).signIn("bob")).status, 200);
  });

  test("with the last claim go membership, keys and sessions", async () => {
    await using directory = await companyDirectory(engine);
    const { server } = directory;
    directory.people.set("s-1", entry("erin", ["soc"]));
    const { cookies } = await directory.signIn("s-1");
    const key = await newKey(server, cookies);
    directory.people.set("s-1", entry("erin", []));
    assert.match((await directory.signIn("s-1")).location, /error=/);
    assert.equal((await get(server, "/users/me", cookies)).status, 401);
    assert.equal((await server.request("GET", "/users/me", { key })).status, 401);
    assert.deepEqual(await members(server), {});
  });

  test("a session that the directory ends is out at once, and others stay", async () => {
    await using directory = await companyDirectory(engine);
    const { server } = directory;
    directory.people.set("s-1", entry("erin", ["soc"]));
    const [first, second] = [await directory.signIn("s-1"), await directory.signIn("s-1")];
    const sid = await sidOf(server, first.cookies);
    assert.notEqual(sid, await sidOf(server, second.cookies));
    const key = await newKey(server, first.cookies);
    await directory.endSession("s-1", sid);
    assert.equal((await get(server, "/users/me", first.cookies)).status, 401);
    assert.equal((await get(server, "/users/me", second.cookies)).status, 200);
    assert.equal((await server.request("GET", "/users/me", { key })).status, 200);
  });

  test("where a logout ends the account, a person removed from the directory is out with all keys within a second", async () => {
    await using directory = await companyDirectory(engine, "account");
    const { server } = directory;
    directory.people.set("s-1", entry("erin", ["soc"]));
    const { cookies } = await directory.signIn("s-1");
    const key = await newKey(server, cookies);
    const began = performance.now();
    await directory.endSession("s-1", await sidOf(server, cookies));
    const refused = await server.request("GET", "/users/me", { key });
    assert.deepEqual([refused.status, refused.body.error.code], [401, "UserNotActiveError"]);
    assert.equal((await get(server, "/users/me", cookies)).status, 401);
    assert.ok(performance.now() - began < 1000);
    const back = await directory.signIn("s-1");
    assert.equal((await get(server, "/users/me", back.cookies)).status, 200);
    assert.equal((await server.request("GET", "/users/me", { key })).status, 200);
    const disable = { data: { attributes: { status: "inactive" } } };
    await server.request("PATCH", "/users/erin", { key: server.operator.apikey, body: disable });
    assert.match((await directory.signIn("s-1")).location, /error=inactive&/);
  });

  test("a logout that the directory did not sign ends nothing", async () => {
    await using directory = await companyDirectory(engine);
    const { server } = directory;
    directory.people.set("s-1", entry("erin", ["soc"]));
    const { cookies } = await directory.signIn("s-1");
    const { privateKey } = await generateKeyPair("RS256");
    const forged = await new SignJWT({ events: { [LOGOUT_EVENT]: {} } })
      .setProtectedHeader({ alg: "RS256" })
      .setIssuer(directory.issuer)
      .setAudience("tollgate")
      .setSubject("s-1")
      .setJti("1")
      .setIssuedAt()
      .sign(privateKey);
    for (const body of [`logout_token=${forged}`, "logout_token=nonsense", "", "x=1"]) {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const reply = await server.requestTarget("POST", "/oidc/backchannel_logout", {
        rawBody: body,
        headers,
      });
      assert.deepEqual([reply.status, reply.body.error.code], [400, "BadRequestError"], body);
    }
    assert.equal((await get(server, "/users/me", cookies)).status, 200);
  });

  test("a callback without its own beginning, or with another's, signs nobody in", async () => {
    await using directory = await companyDirectory(engine);
    const { server } = directory;
    const without = await server.requestTarget("GET", "/oidc/callback?code=x&state=y");
    assert.equal(without.status, 302);
    assert.match(String(without.headers.location), /\/sign-in\?error=expired&/);
    const begun = await server.requestTarget("GET", "/oidc/start?return_to=//evil.example");
    const cookie = String(begun.headers["set-cookie"]).split(";")[0] ?? "";
    const url = new URL(String(begun.headers.location));
    assert.equal(url.searchParams.get("code_challenge_method"), "S256");
    assert.ok(url.searchParams.get("nonce"));
    const forged = await server.requestTarget("GET", "/oidc/callback?code=x&state=y", {
      headers: { cookie },
    });
    assert.equal(forged.status, 302);
    assert.match(String(forged.headers.location), /\/sign-in\?error=not_completed&return_to=%2F$/);
    const id = String(forged.headers["x-request-id"]);
    assert.ok(server.logLines.some((line) => line.includes(id) && line.includes("single sign-on failed")));
    server.clock.advance(600_000);
    const late = await server.requestTarget("GET", "/oidc/callback?code=x&state=y", { headers: { cookie } });
    assert.match(String(late.headers.location), /\/sign-in\?error=expired&/);
    assert.ok(!String(forged.headers["set-cookie"]).includes("tollgate_session"));
  });
});
