import assert from "node:assert/strict";
import { test } from "node:test";
import { entry } from "../sign-in/company-directory.ts";
import { startDirectory } from "../sign-in/directory.ts";
import { CONSOLE_FOLDER, openConsole } from "./browser.ts";

test("whom a directory answers for is not asked for a second factor, nor offered a password", async () => {
  await using directory = await startDirectory("sqlite", "account", { consoleFolder: CONSOLE_FOLDER });
  const { server } = directory;
  await server.createGroup("company", { sso_users: ["soc"] });
  directory.people.set("s-1", entry("erin", ["soc"]));
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

test("who is removed from a directory that tells nobody comes to the page for signing in once he is asked about", async () => {
  const options = { consoleFolder: CONSOLE_FOLDER, refreshTokens: "rotated" } as const;
  await using directory = await startDirectory("sqlite", "account", options);
  const { server } = directory;
  await server.createGroup("company", { sso_users: ["soc"] });
  directory.people.set("s-1", entry("erin", ["soc"]));
  directory.arriveAs("s-1");
  await using console = await openConsole(server, [directory.issuer]);
  const page = await console.open("/sign-in?return_to=/me/profile");
  await page.getByRole("link", { name: "Continue with Company ID" }).click();
  await page.getByRole("heading", { name: "Profile" }).waitFor();
  directory.people.delete("s-1");
  server.clock.advance(60_000);
  await page.getByRole("link", { name: "API keys" }).first().click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.deepEqual(console.problems, []);
});
