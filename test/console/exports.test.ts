import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { startConsole } from "./browser.ts";
import { seedCompany } from "./company.ts";
import { arriveAs, WAYS } from "./hands.ts";

const CASES = WAYS.map((way, index) =>
  index === 0
    ? { way, as: "operator" as const, path: "/operator/audit", client: `"'=1+1, a client"` }
    : { way, as: "administrator" as const, path: "/groups/company/activity", client: "" },
);

for (const { way, as, path, client } of CASES) {
  test(`what a log shows is saved as CSV and JSON, all of it and nothing else: ${path}, ${way.name}`, async () => {
    await using console = await startConsole();
    const { server } = console;
    const company = await seedCompany(server);
    // More than fit on a page, made by a client whose name a spreadsheet would take for a formula.
    for (let number = 1; number <= 45; number += 1) {
      await server.request("POST", "/groups/company/relationships/users", {
        key: company.administrator.apikey,
        body: { data: [{ type: "user", id: `guest-${number}@example.com` }] },
        headers: { "user-agent": "=1+1, a client" },
      });
    }
    const hands = await arriveAs(console, way, company[as], `${path}?action=CREATE_INVITATION`);
    await hands.page.getByRole("heading", { name: "46 entries" }).waitFor();
    await hands.page.getByText("grace → guest-45@example.com", { exact: true }).waitFor();
    const save = async (format: string) => {
      await hands.press("button", "Export");
      const download = hands.page.waitForEvent("download");
      await hands.press("menuitem", format);
      return readFile(await (await download).path(), "utf8");
    };
    const [head, newest = "", ...others] = (await save("CSV")).trim().split("\r\n");
    assert.equal(head, "date,action,outcome,actor,target,group,address,client,before,after");
    assert.equal(others.length, 45);
    assert.match(newest, /^2026-07-15T10:00:00\.000Z,CREATE_INVITATION,ok,grace,[0-9a-f]{16},/);
    assert.ok(newest.includes(`,127.0.0.1,${client},,"{""email"":""guest-45@example.com"",`), newest);
    const entries: readonly { readonly attributes: { readonly action: string } }[] = JSON.parse(
      await save("JSON"),
    );
    assert.equal(entries.length, 46);
    assert.deepEqual([...new Set(entries.map(({ attributes }) => attributes.action))], ["CREATE_INVITATION"]);
    assert.deepEqual(console.problems, []);
  });
}
