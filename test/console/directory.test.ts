import assert from "node:assert/strict";
import { test } from "node:test";
import { startDirectory } from "../sign-in/directory.ts";
import { CONSOLE_FOLDER, openConsole } from "./browser.ts";

test("whom a directory answers for is not asked for a second factor, nor offered a password", async () => {
  await using directory = await startDirectory("sqlite", "account", { consoleFolder: CONSOLE_FOLDER });
  const { server } = directory;
  await server.createGroup("company", { sso_users: ["soc"] });
  const erin = { preferred_username: "erin", email: "erin@example.com", email_verified: true };
  directory.people.set("s-1", { ...erin, groups: ["soc"] });
  directory.arriveAs("s-1");
  await using console = await openConsole(server, [directory.issuer]);
  const page = await console.open("/sign-in?return_to=/me");
  await page.getByRole("link", { name: "Continue with Company ID" }).click();
  await page.getByRole("heading", { name: "First steps" }).waitFor();
  assert.equal(await page.getByText("second factor").count(), 0);

  const operators = await console.openAs(server.operator, "/operator/users/erin");
  await operators.getByText("those of the directory").waitFor();
  await operators.getByRole("button", { name: "Disable" }).waitFor();
  assert.equal(await operators.getByRole("button", { name: "New password" }).count(), 0);

  // Neither on nor off: nobody here knows what the directory asks for.
  await operators.goto(`${server.url}/groups/company/members`);
  const row = operators.getByRole("row").filter({ hasText: "erin@example.com" });
  await row.getByTitle("Single sign-on").waitFor();
  assert.equal(await row.getByTitle("Single sign-on").textContent(), "SSO");
});
