import assert from "node:assert/strict";
import { test } from "node:test";
import { startConsole } from "./browser.ts";
import { seedCompany } from "./company.ts";

test("nobody becomes an operator, or stops being one, before his name is typed", async () => {
  await using console = await startConsole();
  const { server } = console;
  const { operator } = await seedCompany(server);
  const isOperator = async () =>
    (await server.request("GET", "/users/ada", { key: operator.apikey })).body.data.attributes.privileges
      ?.admin?.granted === true;
  const page = await console.openAs(operator, "/operator/users/ada");
  const box = page.getByRole("checkbox", { name: "admin" });
  const dialog = page.getByRole("dialog");
  await box.click();
  assert.equal(await dialog.getByRole("button", { name: "Grant" }).isDisabled(), true);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByLabel("Another one").fill("admin");
  await page.getByRole("button", { name: "Grant" }).click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  assert.deepEqual([await box.isChecked(), await isOperator()], [false, false]);

  for (const [verb, after] of [
    ["Grant", true],
    ["Take away", false],
  ] as const) {
    await box.click();
    await dialog.getByLabel(/^Type/).fill("ada");
    await dialog.getByRole("button", { name: verb }).click();
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await isOperator(), after);
  }
  assert.deepEqual(console.problems, []);
});
