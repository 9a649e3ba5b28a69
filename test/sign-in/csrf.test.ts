import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { startTestServer } from "../harness.ts";
import { openBrowser, PASSWORD, signedIn } from "./browser.ts";

const RENAME = { data: { attributes: { first_name: "Mallory" } } };

forEachEngine((engine) => {
  test("a change in a session needs its CSRF token and one of our own pages, and nothing is written without", async () => {
    await using server = await startTestServer({ engine });
    for (const id of ["alice", "mallory"]) await server.createUser(id, { password: PASSWORD });
    const [alice, mallory] = [await signedIn(server, "alice"), await signedIn(server, "mallory")];
    const cookie = `tollgate_session=${alice.cookies.get("tollgate_session")}`;
    const token = alice.csrfToken ?? "";
    const own = { cookie, "x-csrf-token": token };
    const refused: Record<string, string>[] = [
      { cookie, "sec-fetch-site": "same-origin" },
      { cookie, "sec-fetch-site": "same-origin", "x-csrf-token": "" },
      { cookie, "sec-fetch-site": "same-origin", "x-csrf-token": mallory.csrfToken ?? "" },
      own,
      { ...own, "sec-fetch-site": "cross-site" },
      { ...own, "sec-fetch-site": "same-site" },
      { ...own, "sec-fetch-site": "none" },
      { ...own, origin: "https://evil.example" },
      { ...own, origin: "null" },
      { ...own, "sec-fetch-site": "cross-site", origin: server.url },
    ];
    for (const headers of refused) {
      const reply = await server.request("PATCH", "/users/me", { headers, body: RENAME });
      assert.deepEqual(
        [reply.status, reply.body.error.code],
        [403, "ForbiddenError"],
        JSON.stringify(headers),
      );
    }
    const before = await alice.send("GET", "/users/me");
    assert.equal(before.body.data.attributes.first_name, "");
    for (const page of [{ "sec-fetch-site": "same-origin" }, { origin: server.url }]) {
      const reply = await server.request("PATCH", "/users/me", {
        headers: { ...own, ...page },
        body: RENAME,
      });
      assert.equal(reply.status, 200, reply.text);
    }
  });

  test("an API key needs no CSRF token, and wins over a session beside it", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    const bob = await server.createUser("bob");
    const alice = await signedIn(server, "alice");
    const headers = { cookie: `tollgate_session=${alice.cookies.get("tollgate_session")}` };
    const renamed = await server.request("PATCH", "/users/me", { key: bob.apikey, headers, body: RENAME });
    assert.deepEqual([renamed.status, renamed.body.data.id], [200, "bob"]);
    const current = await server.request("GET", "/sessions/current", { key: bob.apikey, headers });
    assert.equal(current.status, 404);
    const wrong = await server.request("GET", "/users/me", { key: "nonsense", headers });
    assert.equal(wrong.status, 401);
  });

  test("another site cannot sign its visitors in", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    const browser = openBrowser(server);
    const data = { type: "session", attributes: { user: "alice", password: PASSWORD } };
    for (const headers of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }]) {
      const reply = await browser.send("POST", "/sessions", data, headers);
      assert.deepEqual([reply.status, reply.headers["set-cookie"]], [403, undefined]);
    }
    const posted = await server.request("POST", "/sessions", {
      headers: { origin: "https://evil.example" },
      body: { data },
    });
    assert.deepEqual([posted.status, posted.headers["set-cookie"]], [403, undefined]);
  });

  test("a session opens neither the gateway nor a proxy's question", async () => {
    const settings = { upstreamUrl: "http://127.0.0.1:9" };
    await using server = await startTestServer({
      engine,
      settings,
      secrets: { upstreamApiKey: "licensed-key" },
    });
    await server.createUser("alice", { password: PASSWORD });
    const alice = await signedIn(server, "alice");
    const headers = {
      cookie: `tollgate_session=${alice.cookies.get("tollgate_session")}`,
      "x-csrf-token": alice.csrfToken ?? "",
      "sec-fetch-site": "same-origin",
    };
    const forwarded = await server.requestTarget("GET", `/api/v3/files/${"a".repeat(64)}`, { headers });
    assert.equal(forwarded.body.error.code, "AuthenticationRequiredError");
    const asked = await server.requestTarget("GET", "/authorize", {
      headers: { ...headers, "x-original-method": "GET", "x-original-uri": "/api/v3/files/x" },
    });
    assert.equal(asked.status, 401);
  });

  test("over TLS the cookie is bound to this host, and one of another name is not looked at", async () => {
    await using server = await startTestServer({
      engine,
      settings: { publicUrl: "https://tollgate.example.com" },
    });
    await server.createUser("alice", { password: PASSWORD });
    const browser = openBrowser(server);
    const reply = await browser.signIn("alice");
    assert.match(
      String(reply.headers["set-cookie"]),
      /^__Host-tollgate_session=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    assert.equal((await browser.send("GET", "/users/me")).status, 200);
    const value = browser.cookies.get("__Host-tollgate_session");
    const planted = await server.request("GET", "/users/me", {
      headers: { cookie: `tollgate_session=${value}` },
    });
    assert.equal(planted.body.error.code, "AuthenticationRequiredError");
    const origin = { origin: "https://tollgate.example.com" };
    const changed = await server.request("DELETE", "/sessions/current", {
      headers: {
        cookie: `a=b; __Host-tollgate_session=${value}`,
        "x-csrf-token": browser.csrfToken ?? "",
        ...origin,
      },
    });
    assert.equal(changed.status, 200, changed.text);
  });
});
