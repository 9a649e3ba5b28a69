import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestServer } from "../../harness.ts";
import { startDirectory } from "../../sign-in/directory.ts";
import { CONSOLE_FOLDER, openConsole } from "../browser.ts";
import { WAYS } from "../hands.ts";

const OUT_MS_MAX = 1000;

for (const { name, options, makeHands } of WAYS) {
  test(`who is removed from the directory is out within a second, page and keys, ${name}`, async () => {
    await using directory = await startDirectory("sqlite", "account", { consoleFolder: CONSOLE_FOLDER });
    const { server } = directory;
    await server.createGroup("company", { sso_users: ["soc"] });
    const erin = { preferred_username: "erin", email: "erin@example.com", email_verified: true };
    directory.people.set("s-1", { ...erin, groups: ["soc"] });
    directory.arriveAs("s-1");
    await using console = await openConsole(server, [directory.issuer]);
    const hands = makeHands(await console.open("/sign-in?return_to=/me/keys", options));
    await hands.press("link", "Continue with Company ID");
    await hands.page.getByRole("heading", { name: "API keys" }).waitFor();
    await hands.press("button", "New key");
    await hands.fill("Label", "laptop");
    await hands.press("button", "Make the key");
    const key = (await hands.page.getByTestId("shown-once").textContent()) ?? "";
    await hands.press("button", "Done");
    const statusOf = async () => (await server.request("GET", "/users/me", { key })).status;
    assert.equal(await statusOf(), 200);

    const removed = performance.now();
    await directory.endSession("s-1", await sidOf(server));
    assert.equal(await statusOf(), 401);
    assert.ok(performance.now() - removed < OUT_MS_MAX);
    await hands.goTo("Profile");
    await hands.page.getByRole("heading", { name: "Sign in" }).waitFor();
    assert.ok(!(await hands.page.content()).includes("erin@example.com"), "what was shown is gone too");
    assert.deepEqual(console.problems, []);
  });
}

/** As the identity provider calls the session. */
async function sidOf({ parts }: TestServer): Promise<string> {
  const row = await parts.store.read((db) => db.selectFrom("sessions").select("oidc_sid").executeTakeFirst());
  return row?.oidc_sid ?? "";
}
