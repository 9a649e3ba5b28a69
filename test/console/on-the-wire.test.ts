import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { startConsole } from "./browser.ts";
import { seedCompany, VIEWS } from "./company.ts";

const ALL_PATHS = VIEWS.flatMap(({ paths }) => paths);

test("no view brings anything to a browser that its viewer may not see, even by an address typed by hand", async () => {
  await using console = await startConsole();
  const { server } = console;
  const company = await seedCompany(server);
  await server.createGroup("rivals", { organization: "marker-of-rivals" });
  await server.createMember("rivals", "mallory", { email: "marker-mallory@example.com" });
  const write = async (path: string, key: string, attributes: object) => {
    assert.equal((await server.request("PATCH", path, { key, body: { data: { attributes } } })).status, 200);
  };
  const { administrator, member, operator } = company;
  await write("/users/me", administrator.apikey, { preferences: { marker: { a: "marker-of-grace" } } });
  await write("/users/me", member.apikey, { preferences: { marker: { a: "marker-of-ada" } } });
  await write("/groups/company", operator.apikey, { auto_add_users: ["marker-joins@example.com"] });
  await server.request("POST", "/users/me/api_keys", {
    key: administrator.apikey,
    body: { data: { attributes: { label: "marker-key-of-grace" } } },
  });

  const asMember = await everythingSeen(await console.openAs(member, "/me"));
  assert.ok(asMember.includes("marker-of-ada"), "what is his own is there");
  assert.deepEqual(markersIn(asMember), ["marker-of-ada"]);
  for (const hidden of ["grace@example.com", "invited@example.com", "TOLLGATE_"]) {
    assert.ok(!asMember.includes(hidden), hidden);
  }
  const asAdministrator = await everythingSeen(await console.openAs(administrator, "/me"));
  assert.deepEqual(markersIn(asAdministrator), ["marker-joins", "marker-key-of-grace", "marker-of-grace"]);
  assert.ok(!asAdministrator.includes("TOLLGATE_"));
  const keys = [administrator, member, company.program, operator].map(({ apikey }) => apikey);
  for (const key of keys) assert.ok(!(asMember + asAdministrator).includes(key));
});

/** The bodies of all answers to a browser that goes everywhere. */
async function everythingSeen(page: Page): Promise<string> {
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => {
    if (response.url().includes("/api/v3/")) bodies.push(response.text().catch(() => ""));
  });
  for (const path of ALL_PATHS) await page.goto(path, { waitUntil: "networkidle" });
  return (await Promise.all(bodies)).join("\n");
}

function markersIn(text: string): string[] {
  return [...new Set(text.match(/marker-[a-z-]+/g))].sort();
}
