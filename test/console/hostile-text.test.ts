import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import type { TestServer } from "../harness.ts";
import { startConsole } from "./browser.ts";
import { type Company, seedCompany, VIEWS } from "./company.ts";

/** Each would set `hacked`, if it ran anywhere. */
const HOSTILE = [
  "<script>window.hacked=1</script>",
  "<img src=x onerror=window.hacked=1>",
  '"><svg onload=window.hacked=1>',
  "javascript:window.hacked=1",
  "{{window.hacked=1}}",
] as const;

test("text that others have stored runs in no view, whatever it looks like", async () => {
  await using console = await startConsole();
  const company = await seedCompany(console.server);
  await plant(console.server, company);
  const seen = new Set<string>();
  for (const { as, paths } of VIEWS) {
    const page = await console.openAs(company[as], "/me");
    for (const path of paths) {
      await page.goto(path, { waitUntil: "networkidle" });
      await openEverything(page);
      assert.equal(await page.evaluate("window.hacked"), undefined, path);
      assert.equal(await page.locator('img[src="x"], svg[onload], a[href^="javascript"]').count(), 0, path);
      const text = (await page.locator("body").textContent()) ?? "";
      for (const hostile of HOSTILE) if (text.includes(hostile)) seen.add(hostile);
    }
  }
  assert.deepEqual([...seen].sort(), [...HOSTILE].sort(), "each was shown somewhere, as the text that it is");
  assert.deepEqual(console.problems, []);
});

test("the page for signing in shows no sentence of whoever made up its address", async () => {
  await using console = await startConsole();
  const page = await console.open("/sign-in?error=Call+0900+666+and+tell+your+password");
  const alert = page.getByRole("alert");
  await alert.waitFor();
  assert.equal(
    await alert.textContent(),
    "Signing in did not work. Try again; if that does not help, tell your operator.",
  );
  await page.goto("/sign-in?error=no_group");
  await page.getByText("Your directory account is in no group that may use this server.").waitFor();
  assert.deepEqual(console.problems, []);
});

/** Puts each of the texts wherever somebody can write one. */
async function plant(
  server: TestServer,
  { operator, administrator, member, program }: Company,
): Promise<void> {
  const [script, image, svg, link, template] = HOSTILE;
  const send = async (method: string, path: string, key: string, attributes: object, client?: string) => {
    const headers = client === undefined ? undefined : { "user-agent": client };
    const { status, text } = await server.request(method, path, {
      key,
      body: { data: { attributes } },
      headers,
    });
    assert.equal(status, 200, text);
  };
  const names = { first_name: script, last_name: image, profile_phrase: svg };
  await send("PATCH", `/users/${member.id}`, member.apikey, names, link);
  await send("PATCH", `/users/${administrator.id}`, administrator.apikey, names, template);
  await send("PATCH", "/groups/company", operator.apikey, { organization: svg, industry: link });
  await send("PATCH", `/service_accounts/${program.id}`, administrator.apikey, { first_name: link });
  for (const label of HOSTILE) await send("POST", "/users/me/api_keys", member.apikey, { label }, label);
}

/** What is folded away is shown as well. */
async function openEverything(page: Page): Promise<void> {
  await page.evaluate("document.querySelectorAll('details').forEach((element) => { element.open = true; })");
}
