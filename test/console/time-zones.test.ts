import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { DemoUpstream } from "../../src/upstream/demo-upstream.ts";
import { type ConsoleUnderTest, startConsole } from "./browser.ts";
import { seedCompany } from "./company.ts";

// The tests' clock stands at 2026-07-15T10:00:00Z.
const ZONES = [
  {
    timeZone: "America/New_York",
    since: "Jul 15, 2026, 06:00 AM · 10:00 AM UTC",
    reset: "Jul 15, 2026, 08:00 PM · Jul 16, 2026, 12:00 AM UTC",
    day: "Jul 14, 8:00 PM – Jul 15, 8:00 PM",
    dayAxis: ["EDT", "Jul 14, 08:00 PM"],
    hour: ["Jul 15, 2026, 06:00 AM", "10:00 AM UTC"],
    hourAxis: ["EDT", "06:00 AM"],
  },
  {
    timeZone: "Pacific/Auckland",
    since: "Jul 15, 2026, 10:00 PM · 10:00 AM UTC",
    reset: "Jul 16, 2026, 12:00 PM · 12:00 AM UTC",
    day: "Jul 15, 12:00 PM – Jul 16, 12:00 PM",
    dayAxis: ["GMT+12", "Jul 15, 12:00 PM"],
    hour: ["Jul 15, 2026, 10:00 PM", "10:00 AM UTC"],
    hourAxis: ["GMT+12", "10:00 PM"],
  },
] as const;

for (const { timeZone, since, reset, day, dayAxis, hour, hourAxis } of ZONES) {
  test(`times are those of ${timeZone} with UTC beside them, in texts, charts, tooltips and files`, async () => {
    await using upstream = await DemoUpstream.start();
    await using console = await startWithCalls(upstream);
    const { administrator } = await seedCompany(console.server);
    await callAs(console, administrator.apikey);
    const page = await console.openAs(administrator, "/me", { timeZone });
    await page.getByText(`Begins anew ${reset}`).waitFor();
    await page.goto("/me/profile");
    assert.equal(await textOf(page, "dd time"), since);

    await page.goto("/me");
    const chart = page.getByRole("slider");
    await chart.focus();
    await page.keyboard.press("End");
    assert.equal(
      plain(await chart.getAttribute("aria-valuetext")),
      `${day} (UTC day 2026-07-15): 1 call; domains 1`,
    );
    const tooltip = plain(await chart.textContent());
    assert.ok(tooltip.includes(`${day}UTC day 2026-07-15`), tooltip);
    await zoomToLast(page);
    const days = await axisOf(page);
    assert.ok(includesAll(days, [...dayAxis, "UTC", "Jul 15"]), days.join(" | "));

    await page.goto("/me?span=24h");
    await chart.focus();
    await page.keyboard.press("End");
    assert.equal(
      plain(await chart.getAttribute("aria-valuetext")),
      `${hour[0]} (${hour[1]}): 1 call; domains 1`,
    );
    assert.ok(plain(await chart.textContent()).includes(hour.join("")));
    await zoomToLast(page);
    const hours = await axisOf(page);
    assert.ok(includesAll(hours, [...hourAxis, "UTC", "10:00 AM"]), hours.join(" | "));
    await page.getByRole("button", { name: "Table", exact: true }).click();
    assert.equal(await textOf(page, "tbody th"), `${hour[0]} (${hour[1]})`);
    assert.deepEqual(console.problems, []);
  });
}

test("where the viewer's zone is UTC, it is said once", async () => {
  await using upstream = await DemoUpstream.start();
  await using console = await startWithCalls(upstream);
  const { administrator } = await seedCompany(console.server);
  await callAs(console, administrator.apikey);
  const page = await console.openAs(administrator, "/me", { timeZone: "UTC" });
  const chart = page.getByRole("slider");
  assert.equal(await chart.getAttribute("aria-valuetext"), "UTC day 2026-07-15: 1 call; domains 1");
  await zoomToLast(page);
  const labels = await axisOf(page);
  assert.deepEqual(
    labels.filter((label) => label === "UTC"),
    ["UTC"],
  );
  assert.equal(labels.filter((label) => label === "Jul 15").length, 1);
  await page.goto("/me/profile");
  assert.equal(await textOf(page, "dd time"), "Jul 15, 2026, 10:00 AM UTC");
});

function startWithCalls(upstream: DemoUpstream): Promise<ConsoleUnderTest> {
  return startConsole({ settings: { upstreamUrl: upstream.url }, secrets: { upstreamApiKey: upstream.key } });
}

async function callAs({ server }: ConsoleUnderTest, key: string): Promise<void> {
  assert.equal((await server.requestTarget("GET", "/api/v3/domains/example.com", { key })).status, 200);
}

/** Until one bar is labelled for itself, the latest. */
async function zoomToLast(page: Page): Promise<void> {
  const zoom = page.getByRole("button", { name: "Zoom in" });
  while (await zoom.isVisible()) await zoom.click();
}

async function axisOf(page: Page): Promise<string[]> {
  return (await page.getByRole("slider").locator("svg text").allTextContents()).map(plain);
}

async function textOf(page: Page, selector: string): Promise<string> {
  const text = await page.locator(selector).first().textContent();
  return plain(text).trim();
}

/** With plain spaces where Intl puts narrow ones. */
function plain(text: string | null): string {
  return (text ?? "").replace(/[\s\u2009\u202f]+/g, " ");
}

function includesAll(all: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((one) => all.includes(one));
}
