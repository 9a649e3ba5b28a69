import assert from "node:assert/strict";
import { test } from "node:test";
import { startConsole } from "./browser.ts";
import { seedCompany, VIEWS } from "./company.ts";

test("no view asks the server for anything on its own, so that a session left alone idles out", async () => {
  await using console = await startConsole();
  const company = await seedCompany(console.server);
  const asked: string[] = [];
  for (const { as, paths } of VIEWS) {
    const page = await console.openAs(company[as], "/me");
    await page.clock.install();
    page.on("request", (request) => asked.push(`${page.url()} asked ${request.url()}`));
    for (const path of paths) {
      await page.goto(path, { waitUntil: "networkidle" });
      asked.length = 0;
      await page.clock.runFor("01:00");
      assert.deepEqual(asked, []);
    }
  }
});
