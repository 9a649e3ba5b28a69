import assert from "node:assert/strict";
import { test } from "node:test";
import { startConsole } from "./browser.ts";
import { seedCompany } from "./company.ts";
import { arriveAs, WAYS } from "./hands.ts";

for (const way of WAYS) {
  test(`who signs out is out, and the page shows nothing of what it knew, ${way.name}`, async () => {
    await using console = await startConsole();
    const { administrator } = await seedCompany(console.server);
    const hands = await arriveAs(console, way, administrator, "/me/profile");
    const { page } = hands;
    await hands.goTo("Members");
    await page.getByText("ada@example.com").waitFor();
    // A server that cannot be reached ends no session, and the page says so.
    await page.route("**/sessions/current", (route) =>
      route.request().method() === "DELETE" ? route.abort() : route.continue(),
    );
    await hands.press("button", "Your account");
    await hands.press("menuitem", "Sign out");
    await page.getByText("You are still signed in.").waitFor();
    await page.unrouteAll();

    await hands.press("button", "Your account");
    await hands.press("menuitem", "Sign out");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    assert.ok(!(await page.content()).includes("ada@example.com"));
    assert.equal(await page.evaluate("fetch('/api/v3/users/me').then(({ status }) => status)"), 401);
    await page.goBack();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    assert.ok(!(await page.content()).includes("ada@example.com"));
    assert.deepEqual(console.problems, []);
  });
}
