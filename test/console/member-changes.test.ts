import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { startConsole } from "./browser.ts";
import { seedCompany } from "./company.ts";
import { crowd } from "./crowd.ts";

const MEMBERS = 1200;
const PATCHED = /relationships\/users$/;

/** Holds every change of members until it is told to go on. */
async function holdChanges(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(PATCHED, async (route) => {
    if (route.request().method() === "PATCH") await promise;
    await route.fallback();
  });
  return resolve;
}

test("a role shows at once, and is as before with a sentence that says why when the server refuses it", async () => {
  await using console = await startConsole();
  const { administrator } = await seedCompany(console.server);
  const page = await console.openAs(administrator, "/groups/company/members");
  const rowOf = (name: string) => page.getByRole("row").filter({ hasText: name });
  const release = await holdChanges(page);
  // The last administrator may not become a member.
  await page.getByLabel("Select grace").check();
  await page.getByRole("button", { name: "Roles" }).click();
  await page.getByRole("dialog").getByLabel("Administrator").uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await rowOf("grace").getByText("member", { exact: true }).waitFor();
  release();
  await page
    .getByRole("alert")
    .getByText(/administrator.* grace is as before\./i)
    .waitFor();
  await rowOf("grace").getByText("administrator", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Close this message" }).click();
  await page.getByRole("button", { name: "Close this message" }).waitFor({ state: "hidden" });
  assert.deepEqual(console.problems, []);
});

test("a cap shows at once, in the list and on the member's own page", async () => {
  await using console = await startConsole();
  const { administrator } = await seedCompany(console.server);
  const page = await console.openAs(administrator, "/groups/company/members");
  const release = await holdChanges(page);
  await page.getByLabel("Select ada").check();
  await page.getByRole("button", { name: "Cap", exact: true }).click();
  await page.getByLabel("At most").fill("1234");
  await page.getByRole("button", { name: "Set the cap" }).click();
  await page.getByRole("row").filter({ hasText: "ada" }).getByText("1,234").waitFor();
  release();
  await page.getByText("ada: capped").waitFor();
  await page.getByRole("link", { name: "ada" }).click();
  await page.getByText("Requests per day: 1,234").waitFor();
  const again = await holdChanges(page);
  await page.getByRole("button", { name: "Cap", exact: true }).click();
  await page.getByRole("button", { name: "No cap" }).click();
  await page.getByText("Requests per day: 1,234").waitFor({ state: "hidden" });
  again();
  await page.getByText("ada: no cap any more").waitFor();
  assert.deepEqual(console.problems, []);
});

test("a change of 1,200 that stops says who was changed and who was not, and goes on with the rest", async () => {
  await using console = await startConsole();
  const { server } = console;
  const { administrator, operator } = await seedCompany(server);
  await crowd(server, MEMBERS);
  const page = await console.openAs(administrator, "/groups/company/members?filter=member-");
  await page.getByText("1,200 people").waitFor();
  await page.getByLabel("Select all").click();
  await page.getByText("1,200 selected").waitFor();
  // Gone since the list was read, and so refused: with her, all of her five hundred.
  await server.request("DELETE", "/groups/company/relationships/users/member-000700", {
    key: operator.apikey,
  });
  await page.getByRole("button", { name: "Cap", exact: true }).click();
  await page.getByLabel("At most").fill("77");
  await page.getByRole("button", { name: "Set the cap" }).click();
  const alert = page.getByRole("alert").filter({ hasText: "changed" });
  await alert
    .getByText("500 are changed, up to member-000499; 700 are not, from member-000500 on.")
    .waitFor();
  const capOf = async (name: string) => {
    const { body } = await server.request(
      "GET",
      `/groups/company/relationships/users?filter=username:${name}`,
      {
        key: operator.apikey,
      },
    );
    return body.data[0].context_attributes.quota_limits?.api_requests_daily?.allowed;
  };
  assert.deepEqual(await Promise.all(["member-000499", "member-000500"].map(capOf)), [77, undefined]);
  const shown = (name: string) => page.getByRole("row").filter({ hasText: name });
  await page.getByLabel("Search", { exact: true }).fill("member-000500");
  await shown("member-000500").getByText("none").waitFor();
  await server.request("POST", "/groups/company/relationships/users", {
    key: operator.apikey,
    body: { data: [{ type: "user", id: "member-000700@example.com" }] },
  });
  await alert.getByRole("button", { name: "Go on with the other 700" }).click();
  await page.getByText("1,200 members: capped").waitFor();
  await shown("member-000500").getByText("77").waitFor();
  assert.deepEqual(await Promise.all(["member-000500", "member-001199"].map(capOf)), [77, 77]);
  assert.deepEqual(console.problems, []);
});

test("a key's new label shows at once, and the old one again when the server refuses", async () => {
  await using console = await startConsole();
  const { member } = await seedCompany(console.server);
  const page = await console.openAs(member, "/me/keys");
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(/api_keys\/\w+$/, async (route) => {
    await promise;
    await route.fallback();
  });
  const rename = async (label: string) => {
    await page.getByRole("button", { name: /^Actions for/ }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await page.getByRole("dialog").getByLabel("Label").fill(label);
    await page.getByRole("button", { name: "Save" }).click();
  };
  await rename("laptop");
  await page.getByRole("table").getByText("laptop").waitFor();
  resolve();
  const { body } = await console.server.request("GET", "/users/me/api_keys", { key: member.apikey });
  await page.waitForLoadState("networkidle");
  // The key that is edited is gone in the meantime.
  await console.server.request("DELETE", `/users/me/api_keys/${body.data[0].id}`, { key: member.apikey });
  await rename("desktop");
  await page.getByRole("alert").getByText("The key keeps its label.").waitFor();
  assert.deepEqual(console.problems, []);
});
