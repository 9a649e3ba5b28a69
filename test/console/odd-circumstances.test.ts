import assert from "node:assert/strict";
import { test } from "node:test";
import { startConsole } from "./browser.ts";
import { seedCompany } from "./company.ts";

test("a browser without a clipboard, as over plain http, has the text selected and says how to copy it", async () => {
  await using console = await startConsole();
  const { member } = await seedCompany(console.server);
  const page = await console.openAs(member, "/me/keys");
  await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
  await page.getByRole("button", { name: "New key" }).first().click();
  await page.getByRole("dialog").getByLabel("Label").fill("scanner");
  await page.getByRole("dialog").getByRole("button", { name: "Make the key" }).click();
  const key = await page.getByTestId("shown-once").textContent();
  await page.getByRole("button", { name: "Copy key" }).click();
  await page.getByText("press Ctrl+C").waitFor();
  const field = page.getByLabel("Copy key by hand");
  assert.equal(await field.inputValue(), key);
  const selected =
    "document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)";
  assert.equal(await page.evaluate(selected), key);
  assert.deepEqual(console.problems, []);
});

test("an address with a broken escape opens a page that says what is wrong, with the navigation around it", async () => {
  await using console = await startConsole();
  const { member } = await seedCompany(console.server);
  const page = await console.openAs(member, "/me");
  await page.goto("/groups/%25zz/members");
  await page.getByRole("navigation").getByRole("link", { name: "Security" }).waitFor();
  await page
    .getByRole("alert")
    .or(page.getByRole("heading", { level: 1 }))
    .first()
    .waitFor();
  assert.deepEqual(console.problems, []);
});
