import assert from "node:assert/strict";
import { test } from "node:test";
import { startConsole } from "./browser.ts";
import { seedCompany } from "./company.ts";

test("pending invitations are found by the modifiers that find members", async () => {
  await using console = await startConsole();
  const { administrator } = await seedCompany(console.server);
  const page = await console.openAs(administrator, "/groups/company/members");
  const invited = page.getByText("invited@example.com");
  for (const [filter, count] of [
    ["email:INVITED", 1],
    ['email:"invited@" AND example', 1],
    ["email:grace", 0],
    ["username:invited", 0],
  ] as const) {
    await page.goto(`/groups/company/members?filter=${encodeURIComponent(filter)}`, {
      waitUntil: "networkidle",
    });
    assert.equal(await invited.count(), count, filter);
  }
  assert.deepEqual(console.problems, []);
});

test("all that are loaded are selected at once, and a removal that stops half way says what it did", async () => {
  await using console = await startConsole();
  const { server } = console;
  const { administrator, operator } = await seedCompany(server);
  await server.createMember("company", "zoe");
  const page = await console.openAs(administrator, "/groups/company/members");
  await page.getByLabel("Select all").check();
  await page.getByText("4 selected").waitFor();
  await page.getByLabel("Select all").uncheck();
  await page.getByText("4 selected").waitFor({ state: "hidden" });
  await page.getByLabel("Select all").check();
  await page.getByRole("region", { name: "Selected" }).getByRole("button", { name: "Remove" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel('Type "remove 4" to confirm').fill("remove 4");
  await dialog.getByRole("button", { name: "Remove" }).click();
  // The last administrator is refused.
  await dialog.getByText("Done: invited@example.com, ada. Not done: grace, zoe.").waitFor();
  const { body } = await server.request("GET", "/groups/company/relationships/users", {
    key: operator.apikey,
  });
  assert.deepEqual(
    body.data.map(({ id }: { id: string }) => id),
    ["grace", "zoe"],
  );
  assert.deepEqual(console.problems, []);
});

test("a plain member's browser asks for the list of members once, and for no invitations", async () => {
  await using console = await startConsole();
  const { member } = await seedCompany(console.server);
  const page = await console.openAs(member, "/me");
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/v3/groups/company/")) asked.push(new URL(request.url()).pathname);
  });
  await page.goto("/groups/company/members", { waitUntil: "networkidle" });
  await page.getByText("grace").first().waitFor();
  assert.deepEqual(asked, ["/api/v3/groups/company/relationships/users"]);
});
