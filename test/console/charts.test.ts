import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { DemoUpstream } from "../../src/upstream/demo-upstream.ts";
import { startConsole } from "./browser.ts";

const CALLS = 3;
const PNG = [0x89, 0x50, 0x4e, 0x47];

test("a chart can be pointed at, walked through by keys, zoomed, read as a table, and saved", async () => {
  await using upstream = await DemoUpstream.start();
  await using console = await startConsole({
    settings: { upstreamUrl: upstream.url },
    secrets: { upstreamApiKey: upstream.key },
  });
  const { server } = console;
  await server.createGroup("company");
  const ada = await server.createMember("company", "ada");
  for (let call = 0; call < CALLS; call += 1) {
    assert.equal(
      (await server.requestTarget("GET", "/api/v3/domains/example.com", { key: ada.apikey })).status,
      200,
    );
  }
  const page = await console.openAs(ada, "/me");
  const chart = page.getByRole("slider");
  await chart.focus();
  assert.match(
    (await chart.getAttribute("aria-valuetext")) ?? "",
    /\(UTC day 2026-07-15\): 3 calls; domains 3$/,
  );
  await page.keyboard.press("ArrowLeft");
  assert.match((await chart.getAttribute("aria-valuetext")) ?? "", /\(UTC day 2026-07-14\): 0 calls$/);

  const box = await chart.boundingBox();
  assert.ok(box !== null);
  await page.mouse.move(box.x + box.width - 12, box.y + 60);
  await page.getByText("3 calls", { exact: true }).waitFor();
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 60, { steps: 4 });
  await page.mouse.up();
  await page.getByRole("button", { name: "Whole range" }).waitFor();

  const csv = await saved(page, "CSV");
  const lines = csv.toString().trim().split("\r\n");
  assert.equal(lines[0], "utc,when,domains");
  assert.match(lines.at(-1) ?? "", /^2026-07-15,".*\(UTC day 2026-07-15\)",3$/);
  assert.ok(lines.length > 10 && lines.length < 20, `only what is zoomed to: ${lines.length} lines`);
  const svg = (await saved(page, "SVG")).toString();
  assert.match(svg, /^<svg [^>]*xmlns/);
  assert.ok(!svg.includes("var(--"), "its colours are in it");
  assert.deepEqual([...(await saved(page, "PNG")).subarray(0, 4)], PNG);

  await page.getByRole("button", { name: "Table", exact: true }).click();
  await page.getByRole("row", { name: /UTC day 2026-07-15\) 3 3$/ }).waitFor();
  assert.deepEqual(console.problems, []);
});

async function saved(page: Page, format: string): Promise<Buffer> {
  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: format }).click(),
  ]);
  return readFile(await download.path());
}
