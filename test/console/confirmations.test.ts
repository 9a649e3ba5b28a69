import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { startConsole } from "./browser.ts";
import { type Company, seedCompany } from "./company.ts";

interface Destruction {
  readonly what: string;
  readonly as: "operator" | "administrator";
  readonly path: string;
  /** Opens the question. */
  readonly open: (page: Page) => Promise<void>;
  readonly verb: string;
  readonly name: string;
  /** What must be there until the name is typed, and gone afterwards. */
  readonly target: (company: Company) => string;
}

const pressing = (name: string | RegExp) => (page: Page) => page.getByRole("button", { name }).click();

const DESTRUCTIONS: readonly Destruction[] = [
  {
    what: "a key",
    as: "administrator",
    path: "/groups/company/service-accounts/company_mailgate",
    async open(page) {
      await page.getByRole("button", { name: /^Actions for/ }).click();
      await page.getByRole("menuitem", { name: "Revoke" }).click();
    },
    verb: "Revoke",
    name: "key",
    target: () => "/service_accounts/company_mailgate/api_keys",
  },
  {
    what: "a membership",
    as: "administrator",
    path: "/groups/company/members/ada",
    open: pressing("Remove"),
    verb: "Remove",
    name: "ada",
    target: () => "/groups/company/relationships/users?filter=username:ada",
  },
  {
    what: "a service account",
    as: "administrator",
    path: "/groups/company/service-accounts/company_mailgate",
    open: pressing("Delete"),
    verb: "Delete",
    name: "company_mailgate",
    target: () => "/groups/company/relationships/service_accounts",
  },
  {
    what: "a user",
    as: "operator",
    path: "/operator/users/ada",
    open: pressing("Delete"),
    verb: "Delete",
    name: "ada",
    target: () => "/users?filter=ada",
  },
  {
    what: "a group",
    as: "operator",
    path: "/operator/groups/company",
    open: pressing("Delete"),
    verb: "Delete",
    name: "company",
    target: () => "/groups",
  },
];

test("nothing is destroyed before its name is typed, whatever else is typed or pressed", async () => {
  await using console = await startConsole();
  const { server } = console;
  const company = await seedCompany(server);
  const pages = {
    operator: await console.openAs(company.operator, "/me"),
    administrator: await console.openAs(company.administrator, "/me"),
  };
  for (const { what, as, path, open, verb, target, ...rest } of DESTRUCTIONS) {
    const countLeft = async () =>
      (await server.request("GET", target(company), { key: company.operator.apikey })).body.data.length;
    const page = pages[as];
    await page.goto(path);
    await open(page);
    const dialog = page.getByRole("dialog");
    const field = dialog.getByLabel(/^Type ".+" to confirm$/);
    const name = rest.name === "key" ? await nameAsked(page) : rest.name;
    const button = dialog.getByRole("button", { name: verb, exact: true });
    for (const typed of ["", name.slice(0, -1), `${name}x`, name.toUpperCase()]) {
      await field.fill(typed);
      assert.equal(await button.isDisabled(), true, `${what}: ${typed}`);
      await field.press("Enter");
    }
    assert.equal(await countLeft(), 1, what);
    await field.fill(name);
    await button.click();
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await countLeft(), 0, what);
  }
  assert.deepEqual(console.problems, []);
});

async function nameAsked(page: Page): Promise<string> {
  const label = (await page.getByRole("dialog").locator("label").textContent()) ?? "";
  return /^Type "(.+)" to confirm$/.exec(label)?.[1] ?? "";
}
