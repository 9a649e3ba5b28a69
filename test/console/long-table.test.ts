import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { startConsole } from "./browser.ts";
import { seedCompany } from "./company.ts";
import { crowd } from "./crowd.ts";

const MEMBERS = 100_000;
const PAUSE_MS_MAX = 100;
/** The best of a few: what another program takes from the processor must not fail this. */
const TRIES = 5;

test("a table of 100,000 members scrolls and is searched without a pause of more than 100 ms", async (t) => {
  await using console = await startConsole();
  const { administrator } = await seedCompany(console.server);
  await crowd(console.server, MEMBERS);
  const pauses: number[] = [];
  for (let round = 0; round < TRIES && (pauses.at(-1) ?? Infinity) > PAUSE_MS_MAX; round += 1) {
    const page = await console.openAs(administrator, "/groups/company/members");
    await page.getByText(/^100,00\d people/).waitFor();
    await watchPauses(page);
    await scrollFar(page);
    await search(page);
    pauses.push(Number(await page.evaluate("Math.max(0, ...window.pauses)")));
    await page.context().close();
  }
  t.diagnostic(`the longest pause of each round: ${pauses.join(", ")} ms`);
  assert.ok(Math.min(...pauses) <= PAUSE_MS_MAX, `pauses of up to ${pauses.join(", ")} ms`);
  assert.deepEqual(console.problems, []);
});

test("the scroll bar leads anywhere in 100,000 members at once, with placeholders until they are there", async () => {
  await using console = await startConsole();
  const { administrator } = await seedCompany(console.server);
  await crowd(console.server, MEMBERS);
  const page = await console.openAs(administrator, "/groups/company/members");
  await page.getByText(/^100,00\d people/).waitFor();
  const asked: string[] = [];
  const held: (() => void)[] = [];
  await page.route(/relationships\/users/, async (route) => {
    asked.push(new URL(route.request().url()).searchParams.get("skip") ?? "0");
    await new Promise<void>((resolve) => held.push(resolve));
    await route.continue();
  });
  // Two people and an invitation stand among them: the invitation first, the people by their names.
  await jumpTo(page, 50_000);
  await page.getByRole("row", { name: "Loading" }).first().waitFor();
  assert.ok((await page.locator("tbody tr").count()) < 60);
  for (const release of held) release();
  await page.unroute(/relationships\/users/);
  await page.getByRole("link", { name: "member-050000", exact: true }).waitFor();
  assert.equal(await page.getByRole("row", { name: "Loading" }).count(), 0);
  assert.ok(asked.length <= 4, `asked for ${asked.join(", ")}`);
  await jumpTo(page, MEMBERS);
  await page.getByRole("link", { name: "member-099999", exact: true }).waitFor();
  const last = page.getByRole("row").filter({ hasText: "member-099999" });
  assert.equal(Number(await last.getAttribute("aria-rowindex")), MEMBERS + 4);
  // By keyboard, too.
  await page.getByRole("region", { name: "Members, scrollable" }).press("Home");
  await page.getByText("invited@example.com").waitFor();
  await page.getByRole("region", { name: "Members, scrollable" }).press("End");
  await page.getByRole("link", { name: "member-099999", exact: true }).waitFor();
  // Another order is another list, seen from its start.
  await page.getByLabel("Order").selectOption("longest unseen first");
  await page.getByText("invited@example.com").waitFor();
  assert.equal(
    await page.getByRole("checkbox", { name: /To select all, search for 5,000/ }).isDisabled(),
    true,
  );
  assert.deepEqual(console.problems, []);
});

/** As a hand at the scroll bar does: through many places, none of which it rests at. */
async function jumpTo(page: Page, row: number): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const box = document.querySelector('section[aria-label="Members, scrollable"]');
    const [from, to] = [box.scrollTop, ${row} * 52];
    let step = 0;
    const move = () => {
      step += 1;
      box.scrollTop = from + ((to - from) * step) / 20;
      if (step === 20) resolve();
      else requestAnimationFrame(move);
    };
    move();
  })`);
}

/** Chromium tells of everything that has kept the page from answering for more than 50 ms. */
async function watchPauses(page: Page): Promise<void> {
  await page.evaluate(`
    window.pauses = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.pauses.push(entry.duration);
    }).observe({ entryTypes: ["longtask"] });
  `);
}

/** Over a thousand rows, page after page, as fast as they come. */
async function scrollFar(page: Page): Promise<void> {
  const box = page.getByRole("region", { name: "Members, scrollable" });
  await box.hover();
  await page.evaluate(`new Promise((resolve) => {
    const box = document.querySelector('section[aria-label="Members, scrollable"]');
    const step = () => {
      box.scrollTop += 1500;
      if (box.scrollTop > 52 * 1000) resolve();
      else requestAnimationFrame(step);
    };
    step();
  })`);
  const rendered = await page.locator("tbody tr").count();
  assert.ok(rendered < 100, `only what is in sight is in the page: ${rendered} rows`);
}

async function search(page: Page): Promise<void> {
  await page.getByLabel("Search", { exact: true }).pressSequentially("member-099999");
  await page.getByRole("link", { name: "member-099999" }).waitFor();
  await page.getByText("1 person").waitFor();
}
