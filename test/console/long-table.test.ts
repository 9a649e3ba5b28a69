import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import type { TestServer } from "../harness.ts";
import { startConsole } from "./browser.ts";
import { seedCompany } from "./company.ts";

const MEMBERS = 100_000;
const ROWS_PER_STATEMENT = 1000;
const PAUSE_MS_MAX = 100;
/** The best of a few: what another program takes from the processor must not fail this. */
const TRIES = 5;

test("a table of 100,000 members scrolls and is searched without a pause of more than 100 ms", async (t) => {
  await using console = await startConsole();
  const { administrator } = await seedCompany(console.server);
  await crowd(console.server);
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

/** Straight into the tables: one by one it would take minutes. */
async function crowd({ parts: { store } }: TestServer): Promise<void> {
  const { writer } = store.database;
  const group = await writer
    .selectFrom("groups")
    .selectAll()
    .where("id", "=", "company")
    .executeTakeFirstOrThrow();
  const like = await writer.selectFrom("users").selectAll().where("id", "=", "ada").executeTakeFirstOrThrow();
  const { uid: _uid, ...template } = like;
  for (let first = 0; first < MEMBERS; first += ROWS_PER_STATEMENT) {
    const rows = Array.from({ length: ROWS_PER_STATEMENT }, (_row, index) => {
      const id = `member-${String(first + index).padStart(6, "0")}`;
      return { ...template, id, email: `${id}@example.com`, first_name: "Member", last_name: String(index) };
    });
    await writer.insertInto("users").values(rows).execute();
  }
  await writer
    .updateTable("groups")
    .set({ users_count: group.users_count + MEMBERS })
    .where("id", "=", "company")
    .execute();
}
