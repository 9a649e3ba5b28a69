import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { forEachEngine } from "../engines.ts";
import { openBrowser, PASSWORD, signedIn } from "./browser.ts";
import { companyDirectory, entry, get, newKey, sidOf } from "./company-directory.ts";
import type { Directory } from "./directory.ts";

forEachEngine((engine) => {
  test("an operator who disables an account that a logout had suspended keeps it out", async () => {
    await using directory = await companyDirectory(engine, "account");
    const { server } = directory;
    directory.people.set("s-1", entry("erin", ["soc"]));
    const { cookies } = await directory.signIn("s-1");
    const key = await newKey(server, cookies);
    await directory.endSession("s-1", await sidOf(server, cookies));
    const body = { data: { attributes: { status: "inactive" } } };
    const disabled = await server.request("PATCH", "/users/erin", { key: server.operator.apikey, body });
    assert.equal(disabled.status, 200, disabled.text);
    assert.match((await directory.signIn("s-1")).location, /error=/);
    assert.equal((await server.request("GET", "/users/me", { key })).body.error.code, "UserNotActiveError");
    const log = await server.request("GET", "/groups/company/activity_log_entries", {
      key: server.operator.apikey,
    });
    assert.match(log.text, /"suspended_by_directory":false/);
  });

  test("a suspended account whose claims do not let it in stays suspended, and its keys end", async () => {
    await using directory = await companyDirectory(engine, "account");
    const { server } = directory;
    directory.people.set("s-1", entry("erin", ["soc"]));
    const { cookies } = await directory.signIn("s-1");
    const key = await newKey(server, cookies);
    await directory.endSession("s-1", await sidOf(server, cookies));
    directory.people.set("s-1", entry("erin", []));
    assert.match((await directory.signIn("s-1")).location, /error=/);
    const erin = await server.request("GET", "/users/erin", { key: server.operator.apikey });
    assert.equal(erin.body.data.attributes.status, "inactive");
    assert.equal((await server.request("GET", "/users/me", { key })).status, 401);
    directory.people.set("s-1", entry("erin", ["soc"]));
    assert.equal((await directory.signIn("s-1")).location, "/me");
  });

  test("linking an account ends the sessions that began with its password", async () => {
    await using directory = await companyDirectory(engine);
    const { server } = directory;
    await server.createMember("company", "erin", { password: PASSWORD });
    const before = await signedIn(server, "erin");
    directory.people.set("s-1", entry("erin", ["soc"]));
    const { cookies } = await directory.signIn("s-1");
    assert.equal((await before.send("GET", "/users/me")).status, 401);
    assert.equal((await get(server, "/users/me", cookies)).status, 200);
  });

  test("once groups name values, a linked account of another group enters by a value only, and loses keys and sessions", async () => {
    await using directory = await companyDirectory(engine);
    const { server } = directory;
    await server.createGroup("lab");
    directory.people.set("s-1", entry("erin", ["soc"]));
    const { cookies } = await directory.signIn("s-1");
    const key = await newKey(server, cookies);
    const operator = { key: server.operator.apikey };
    await server.request("DELETE", "/groups/company/relationships/users/erin", operator);
    await server.addMember("lab", { email: "erin@example.com" });
    directory.people.set("s-1", entry("erin", ["marketing"]));
    assert.match((await directory.signIn("s-1")).location, /error=/);
    assert.equal((await server.request("GET", "/users/me", { key })).status, 401);
    assert.equal((await get(server, "/users/me", cookies)).status, 401);
    const lab = await server.request("GET", "/groups/lab/relationships/users", operator);
    assert.deepEqual(
      lab.body.data.map(({ id }: { id: string }) => id),
      ["erin"],
    );
  });

  test("once groups name values, an account of another group is not linked without one", async () => {
    await using directory = await companyDirectory(engine);
    const { server } = directory;
    await server.createGroup("lab");
    await server.createMember("lab", "bob", { password: PASSWORD });
    directory.people.set("s-2", entry("bob", []));
    assert.match((await directory.signIn("s-2")).location, /error=/);
    assert.equal((await openBrowser(server).signIn("bob")).status, 200);
  });

  test("the directory may lower a group's last administrator, and the activity log says that none is left", async () => {
    await using directory = await companyDirectory(engine);
    const { server } = directory;
    directory.people.set("s-1", entry("lea", ["soc-leads"]));
    await directory.signIn("s-1");
    directory.people.set("s-1", entry("lea", ["soc"]));
    await directory.signIn("s-1");
    const log = await server.request("GET", "/groups/company/activity_log_entries", {
      key: server.operator.apikey,
    });
    const lowered = log.body.data.find(
      ({ attributes }: { attributes: { action: string } }) => attributes.action === "DELETE_GROUP_ADMIN",
    );
    assert.deepEqual(lowered.attributes.after, { administrators_left: 0 });
  });

  test("an address counts when the provider says beside it that it is verified, as a truth or as a text", async () => {
    await using directory = await companyDirectory(engine);
    for (const [subject, verified] of [
      ["s-1", "false"],
      ["s-2", ""],
      ["s-3", "true"],
    ] as const) {
      directory.people.set(subject, { ...entry(subject, ["soc"]), email_verified: verified });
      const { location } = await directory.signIn(subject);
      assert.equal(location === "/me", verified === "true", location);
    }
  });

  test("a logout that could not be carried out works when the provider tries again", async () => {
    await using directory = await companyDirectory(engine, "account");
    const { server } = directory;
    directory.people.set("s-1", entry("erin", ["soc"]));
    const { cookies } = await directory.signIn("s-1");
    const sid = await sidOf(server, cookies);
    const { store } = server.parts;
    await store.transaction((tx) => sql`alter table sessions rename to sessions_gone`.execute(tx));
    await directory.endSession("s-1", sid).catch(() => undefined);
    await store.transaction((tx) => sql`alter table sessions_gone rename to sessions`.execute(tx));
    assert.equal((await get(server, "/users/me", cookies)).status, 200);
    assert.equal((await sendNotice(directory)).status, 200);
    assert.equal((await get(server, "/users/me", cookies)).status, 401);
  });

  test("a logout that is sent again ends nothing that began after it", async () => {
    await using directory = await companyDirectory(engine, "account");
    const { server } = directory;
    directory.people.set("s-1", entry("erin", ["soc"]));
    const { cookies } = await directory.signIn("s-1");
    await directory.endSession("s-1", await sidOf(server, cookies));
    assert.equal((await get(server, "/users/me", cookies)).status, 401);
    server.clock.set(Date.now() + 60_000);
    const back = await directory.signIn("s-1");
    assert.equal((await sendNotice(directory)).status, 200);
    assert.equal((await get(server, "/users/me", back.cookies)).status, 200);
  });
});

/** What the provider has sent last, again. */
function sendNotice({ server, notices }: Directory) {
  return server.requestTarget("POST", "/oidc/backchannel_logout", {
    rawBody: notices.at(-1) ?? "",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
}
