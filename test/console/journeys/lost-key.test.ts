import assert from "node:assert/strict";
import { test } from "node:test";
import { startConsole } from "../browser.ts";
import { arriveAs, WAYS } from "../hands.ts";

for (const way of WAYS) {
  test(`a lost key is rotated with overlap, ${way.name}`, async () => {
    await using console = await startConsole();
    const { server } = console;
    const ada = await server.createUser("ada");
    const hands = await arriveAs(console, way, ada, "/me");
    const { page } = hands;
    await hands.goTo("API keys");
    await hands.press("button", /^Actions for/);
    await hands.press("menuitem", "Rotate");
    await hands.choose("The old key", "works for one more hour");
    await hands.press("button", "Rotate");
    const next = (await page.getByTestId("shown-once").textContent()) ?? "";
    assert.match(next, /^[0-9a-f]{64}$/);
    await hands.press("button", "Done");
    assert.equal(await page.getByRole("row").count(), 3);
    assert.ok(!(await page.content()).includes(next), "a key is shown once");

    const statusOf = async (key: string) => (await server.request("GET", "/users/me", { key })).status;
    assert.deepEqual([await statusOf(ada.apikey), await statusOf(next)], [200, 200]);
    server.clock.advance(3600_000);
    assert.deepEqual([await statusOf(ada.apikey), await statusOf(next)], [401, 200]);
    assert.deepEqual(console.problems, []);
  });
}
