import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Page, Route } from "playwright-core";
import { DemoUpstream } from "../../src/upstream/demo-upstream.ts";
import { type ConsoleUnderTest, startConsole } from "./browser.ts";
import { type Company, seedCompany } from "./company.ts";

const CONSOLE = join(import.meta.dirname, "../../console");

type Who = Exclude<keyof Company, "program">;

/** Every view, who opens it, and what only an answer can make it say. */
const USABLE: readonly (readonly [as: Who, path: string, says: string])[] = [
  ["member", "/me", "Requests per day"],
  ["member", "/me?span=7d", "1 calls in 7 days"],
  ["operator", "/me", "Requests per day"],
  ["administrator", "/me", "Requests per day"],
  ["member", "/me/keys", "Actions for"],
  ["member", "/me/profile", "ada@example.com"],
  ["member", "/me/security", "this one"],
  ["member", "/groups/company/members", "grace"],
  ["administrator", "/groups/company/members", "grace"],
  ["administrator", "/groups/company/members?show=administrators&order=last_seen-", "grace"],
  ["administrator", "/groups/company/members/ada", "ada@example.com"],
  ["administrator", "/groups/company/service-accounts", "company_mailgate"],
  ["administrator", "/groups/company/service-accounts/company_mailgate", "Actions for"],
  ["administrator", "/groups/company/keys", "company_mailgate"],
  ["administrator", "/groups/company/quotas", "1,000"],
  ["administrator", "/groups/company/usage", "domains"],
  ["administrator", "/groups/company/refusals", "No call was refused"],
  ["administrator", "/groups/company/activity", "entries"],
  ["administrator", "/groups/company/settings", "Save"],
  ["operator", "/operator/groups", "company"],
  ["operator", "/operator/groups/company", "1,000"],
  ["operator", "/operator/users", "grace"],
  ["operator", "/operator/users/ada", "ada@example.com"],
  ["operator", "/operator/refusals", "No call was refused"],
  ["operator", "/operator/upstreams", "reachable"],
  ["operator", "/operator/audit", "entries"],
  ["operator", "/operator/settings", "TOLLGATE_LISTEN"],
];

/** What a browser that has never seen its user cannot ask for before it knows who that is: nothing that a view is there for. */
const AFTER_WHO = /\/invitations\?|\/groups\?limit=1$|\/upstreams$|\/relationships\/users\?limit=1$/;

test("every view is usable after one round trip, and asks for nothing that waits for another answer", async () => {
  await using upstream = await DemoUpstream.start();
  await using console = await startConsole({
    settings: { upstreamUrl: upstream.url },
    secrets: { upstreamApiKey: upstream.key },
  });
  const { server } = console;
  const company = await seedCompany(server);
  const call = await server.requestTarget("GET", "/api/v3/domains/example.com", {
    key: company.member.apikey,
  });
  assert.equal(call.status, 200);
  const pages: Readonly<Record<Who, Page>> = {
    member: await console.openAs(company.member, "/me"),
    administrator: await console.openAs(company.administrator, "/me"),
    operator: await console.openAs(company.operator, "/me"),
  };
  const wrong: string[] = [];
  for (const [as, path, says] of USABLE) {
    const page = pages[as];
    await page.evaluate("localStorage.clear()");
    const first = await openWithOneTrip(page, path, says);
    const late = first.filter((url) => !AFTER_WHO.test(url));
    // What had to wait for who looks need not the next time.
    const again = first.length === 0 ? [] : await openWithOneTrip(page, path, says);
    wrong.push(...[...late, ...again].map((url) => `${path} as ${as}: ${url} waits for another answer`));
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(console.problems, []);
});

test("every page for who is not signed in is usable after one round trip", async () => {
  await using console = await startConsole({ withoutMail: true });
  for (const [path, says] of await doorsOf(console)) {
    const page = await console.open("/sign-in");
    assert.deepEqual(await openWithOneTrip(page, path, says), [], path);
  }
});

test("what a browser keeps of who looks is what they are, until they are not or leave", async () => {
  await using console = await startConsole();
  const { server } = console;
  const { administrator, operator } = await seedCompany(server);
  const page = await console.openAs(administrator, "/groups/company/members");
  await page.getByRole("button", { name: "Add people" }).waitFor();
  const kept = async () => page.evaluate("({ ...localStorage })");
  const what = { group: "company", isAdministrator: true, isOperator: false };
  assert.deepEqual(await kept(), { "tollgate-standing": JSON.stringify(what) });

  const path = `/groups/company/relationships/administrators/${administrator.id}`;
  await server.addAdministrator("company", { email: "ada@example.com" });
  assert.equal((await server.request("DELETE", path, { key: operator.apikey })).status, 200);
  await page.reload();
  await page.getByRole("button", { name: "Add people" }).waitFor({ state: "detached" });
  await page.getByText("ada", { exact: true }).first().waitFor();
  assert.equal(await page.getByRole("alert").count(), 0);
  assert.deepEqual(await kept(), {
    "tollgate-standing": JSON.stringify({ ...what, isAdministrator: false }),
  });

  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.deepEqual(await kept(), {});
  assert.deepEqual(console.problems, []);
});

test("no view is left out of the above", () => {
  const tried = [...USABLE.map(([, path]) => path), ...DOOR_PATHS].map((path) => path.split("?")[0] ?? "");
  const routes = globSync("{*/views,sign-in/doors}.ts", { cwd: CONSOLE }).flatMap((file) =>
    [...readFileSync(join(CONSOLE, file), "utf8").matchAll(/ path: "([^"]+)"/g)].map(([, path = ""]) => path),
  );
  assert.ok(routes.length > 20, `${routes.length} routes`);
  const missing = routes.filter((route) => {
    const form = new RegExp(`^${route.replaceAll(/:\w+/g, "[^/]+")}$`);
    return !tried.some((path) => form.test(path));
  });
  assert.deepEqual(missing, []);
});

const DOOR_PATHS = ["/sign-in", "/forgotten-password", "/reset-password", "/invitations/:token"];

/** The same with real links in them. */
async function doorsOf({
  server,
}: ConsoleUnderTest): Promise<readonly (readonly [path: string, says: string])[]> {
  const { operator } = await seedCompany(server);
  const invited = await server.request("POST", "/groups/company/relationships/users", {
    key: operator.apikey,
    body: { data: [{ type: "user", id: "late@example.com" }] },
  });
  const reset = await server.request("POST", "/users/ada/password_resets", { key: operator.apikey });
  const pathOf = (link: string) => link.slice(server.url.length);
  return [
    ["/sign-in", "Forgotten password?"],
    ["/forgotten-password", "This server sends no mail"],
    [pathOf(reset.body.data.attributes.link), "For the account ada"],
    [pathOf(invited.body.data[0].context_attributes.link), "late@example.com"],
  ];
}

/**
 * Opens a view of which only those calls are answered that begin before the first answer; returns the others. Raises an
 * error unless the view says what it is there for all the same, with nothing on its way and nothing gone wrong.
 */
async function openWithOneTrip(page: Page, path: string, says: string): Promise<string[]> {
  const waiting: Route[] = [];
  const late: string[] = [];
  let isAnswering = false;
  const hold = async (route: Route) => {
    if (isAnswering) late.push(route.request().url());
    else waiting.push(route);
  };
  await page.route("**/api/v3/**", hold);
  await page.goto(path, { waitUntil: "commit" });
  await page.getByRole("heading", { level: 1 }).waitFor();
  // Whatever the view asks for by itself it has asked for once it was painted.
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
  isAnswering = true;
  const asked = waiting.length;
  assert.ok(asked > 0, `${path} asks for something`);
  await Promise.all(waiting.map((route) => route.continue()));
  const main = page.getByRole("main");
  const said = main
    .getByText(says)
    .or(main.getByLabel(says))
    .or(main.getByRole("button", { name: says }));
  await said
    .first()
    .waitFor()
    .catch(() => assert.fail(`${path} does not say ${says} after one round trip`));
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
  assert.equal(await main.locator("[aria-busy=true]").count(), 0, `${path}: something is on its way`);
  assert.equal(await main.getByRole("alert").count(), 0, `${path}: something went wrong`);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  return late;
}
