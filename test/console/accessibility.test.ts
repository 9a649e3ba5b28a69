import assert from "node:assert/strict";
import { test } from "node:test";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { startConsole } from "./browser.ts";
import { seedCompany, VIEWS } from "./company.ts";

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing in any view, ${scheme}`, async () => {
    await using console = await startConsole();
    const company = await seedCompany(console.server);
    const found: string[] = [];
    for (const width of [1280, 360]) {
      for (const { as, paths } of VIEWS) {
        const page = await console.openAs(company[as], "/me", { scheme, width });
        for (const path of paths) {
          await page.goto(path, { waitUntil: "networkidle" });
          await page.getByRole("heading", { level: 1 }).waitFor();
          found.push(...(await violationsOf(page)).map((text) => `${path} at ${width}: ${text}`));
        }
      }
    }
    for (const path of ["/sign-in", "/forgotten-password", "/reset-password#x", "/invitations/x"]) {
      const page = await console.open(path, { scheme });
      await page.waitForLoadState("networkidle");
      found.push(...(await violationsOf(page)).map((text) => `${path}: ${text}`));
    }
    assert.deepEqual(found, []);
    assert.deepEqual(console.problems, []);
  });
}

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing in what opens over a view, ${scheme}`, async () => {
    await using console = await startConsole();
    const { administrator } = await seedCompany(console.server);
    const found: string[] = [];
    for (const width of [1280, 360]) {
      const page = await console.openAs(administrator, "/groups/company/members", { scheme, width });
      const dialog = page.getByRole("dialog");
      const examine = async (what: string) => {
        await dialog.waitFor();
        found.push(...(await violationsOf(page)).map((text) => `${what} at ${width}: ${text}`));
      };
      await page.getByRole("button", { name: "Add people" }).click();
      await examine("add people");
      await dialog.getByLabel("E-mail addresses").fill("bob@example.com");
      await dialog.getByRole("button", { name: "Add 1 address" }).click();
      await dialog.getByRole("button", { name: "Done" }).waitFor();
      await examine("added people");
      await page.goto("/me/keys");
      await page.getByRole("button", { name: "New key" }).first().click();
      await examine("new key");
      await dialog.getByLabel("Label").fill(`for ${width}`);
      await dialog.getByRole("button", { name: "Make the key" }).click();
      await page.getByTestId("shown-once").waitFor();
      await examine("key shown once");
      await page.goto("/me", { waitUntil: "networkidle" });
      await page.keyboard.press("Control+K");
      await examine("command palette");
    }
    assert.deepEqual(found, []);
    assert.deepEqual(console.problems, []);
  });
}

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function violationsOf(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  // Past the page's own policy, which would not let a script in.
  await session.send("Runtime.evaluate", { expression: axe.source });
  const { result } = await session.send("Runtime.evaluate", {
    expression: `axe.run({ runOnly: ${JSON.stringify(TAGS)} }).then((r) => JSON.stringify(r.violations))`,
    awaitPromise: true,
  });
  const violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[] = JSON.parse(String(result.value));
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ""}`),
  );
}
