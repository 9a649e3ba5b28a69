import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { startConsole } from "./browser.ts";
import { seedCompany } from "./company.ts";
import { arriveAs, WAYS } from "./hands.ts";

for (const way of WAYS) {
  test(`one sees where one is signed in, and ends one session or all others, ${way.name}`, async () => {
    await using console = await startConsole();
    const { member, administrator } = await seedCompany(console.server);
    const pages: Page[] = [];
    for (let number = 0; number < 3; number += 1) {
      pages.push(await console.openAs(member, "/me/profile"));
      console.server.clock.advance(60_000);
    }
    const hands = await arriveAs(console, way, member, "/me/security");
    const rows = hands.page.getByRole("table", { name: "Sessions" }).getByRole("row");
    await rows.nth(4).waitFor();
    assert.equal(await rows.filter({ hasText: "this one" }).count(), 1);
    assert.match((await rows.nth(1).textContent()) ?? "", /Chrom.*127\.0\.0\.1/);

    // The last of the three others: what is pressed is the last button of that name.
    await hands.press("button", "End");
    await rows.nth(4).waitFor({ state: "detached" });
    assert.deepEqual(await whoIsIn(pages), [true, true, false]);
    await hands.press("button", "End all others");
    await rows.nth(2).waitFor({ state: "detached" });
    assert.deepEqual(await whoIsIn(pages), [false, false, false]);
    assert.deepEqual(await whoIsIn([hands.page]), [true]);

    const administrating = await arriveAs(console, way, administrator, "/groups/company/members/ada");
    await administrating.press("button", "End");
    await administrating.page.getByText("Nobody is signed in.").waitFor();
    assert.deepEqual(await whoIsIn([hands.page]), [false]);
    assert.deepEqual(console.problems, []);
  });
}

/** Each page's own call, as the page makes it when something is opened. */
async function whoIsIn(pages: readonly Page[]): Promise<boolean[]> {
  const call = "fetch('/api/v3/sessions/current').then(({ status }) => status)";
  return Promise.all(pages.map(async (page) => (await page.evaluate(call)) === 200));
}
