import assert from "node:assert/strict";
import { test } from "node:test";
import { DemoUpstream } from "../../src/upstream/demo-upstream.ts";
import { startForTheFirstTime } from "../docs/first-start.ts";
import { freePort } from "../free-port.ts";
import { openBrowser, startConsole } from "./browser.ts";
import { seedCompany } from "./company.ts";
import { signInBy, WAYS } from "./hands.ts";

const SECRETS = {
  TOLLGATE_KEY_PEPPER: "a pepper that no browser may ever see",
  TOLLGATE_UPSTREAM_API_KEY: "5ec2e7".repeat(10),
  TOLLGATE_SMTP_URL: "smtp://mailer:word-of-the-mailer@127.0.0.1:1",
};

test("the chain of the audit is verified at a click, and the first bad entry named", async () => {
  await using console = await startConsole();
  const { server } = console;
  const { operator } = await seedCompany(server);
  const page = await console.openAs(operator, "/operator/audit");
  const section = page.getByRole("region", { name: "Verification" });
  const verify = section.getByRole("button", { name: "Verify the chain" });
  await verify.click();
  await section.getByText("whole", { exact: true }).waitFor();
  const entries = Number(/(\d+) entries/.exec((await section.textContent()) ?? "")?.[1]);
  assert.ok(entries > 5, `${entries} entries`);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await section.getByRole("button", { name: "Copy the head" }).click();
  const head = String(await page.evaluate("navigator.clipboard.readText()"));
  assert.match(head, new RegExp(`^${entries}:[0-9a-f]{64}$`));

  // As somebody with the database in his hands would do.
  await server.parts.store.transaction((tx) =>
    tx.deleteFrom("audit_log").where("seq", "=", entries).execute(),
  );
  await section.getByLabel("Earlier head").fill(head);
  await verify.click();
  await section.getByText(`At entry ${entries}: `).waitFor();
  await server.parts.store.transaction((tx) =>
    tx.updateTable("audit_log").set({ target: "somebody-else" }).where("seq", "=", 4).execute(),
  );
  await verify.click();
  await section.getByText("At entry 4: ").waitFor();
  await section.getByText("The 3 entries before it are good.").waitFor();
  assert.equal(await section.getByText("broken", { exact: true }).count(), 1);
  assert.deepEqual(console.problems, []);
});

test("an operator sees how the upstream does, asks it, and learns why it does not answer", async () => {
  await using upstream = await DemoUpstream.start();
  await using console = await startConsole({
    settings: { upstreamUrl: upstream.url },
    secrets: { upstreamApiKey: upstream.key },
  });
  const { server } = console;
  const { operator, member } = await seedCompany(server);
  const page = await console.openAs(operator, "/operator/upstreams");
  await page.getByText("not called yet").waitFor();
  const call = await server.requestTarget("GET", "/api/v3/domains/example.com", { key: member.apikey });
  assert.equal(call.status, 200);
  await page.reload();
  await page.getByText("reachable", { exact: true }).waitFor();
  await page.getByText("1 and 0").waitFor();
  await page.getByText(/ ms in the median/).waitFor();

  await upstream.close();
  await page.getByRole("button", { name: "Check now" }).click();
  await page.getByText("not reachable").waitFor();
  const check = page
    .getByRole("definition")
    .filter({ has: page.getByRole("time") })
    .last();
  assert.match((await check.textContent()) ?? "", /: .*The upstream cannot be reached/);
  assert.deepEqual(console.problems, []);
});

test("an operator sees the settings in force and which secrets are set, and no secret goes over the wire", async () => {
  await using server = await startForTheFirstTime({
    ...SECRETS,
    TOLLGATE_UPSTREAM_URL: "http://127.0.0.1:1",
    TOLLGATE_PUBLIC_URL: `http://127.0.0.1:${await freePort()}`,
    TOLLGATE_MAIL_FROM: "tollgate@example.com",
    TOLLGATE_INVITATION_DAYS: "3",
  });
  await using browser = await openBrowser({ url: server.url });
  const page = await browser.open("/sign-in?return_to=/operator/settings");
  const answers: Promise<string>[] = [];
  page.on("response", (response) => {
    answers.push(response.text().catch(() => ""));
  });
  const [mouse] = WAYS;
  if (mouse !== undefined) await signInBy(mouse.makeHands(page), server.user, server.password);
  const rowOf = async (name: string) =>
    (await page.getByRole("row", { name: new RegExp(`^${name} `) }).textContent()) ?? "";
  await page.getByRole("table", { name: "Settings" }).waitFor();
  for (const name of Object.keys(SECRETS)) assert.match(await rowOf(name), /secret, set.*environment$/);
  assert.match(await rowOf("TOLLGATE_OIDC_CLIENT_SECRET"), /secret, not set.*default$/);
  assert.match(await rowOf("TOLLGATE_INVITATION_DAYS"), /3environment$/);
  assert.match(await rowOf("TOLLGATE_SESSION_HOURS"), /\d+default$/);
  const seen = (await Promise.all(answers)).join("\n");
  assert.ok(seen.includes("TOLLGATE_KEY_PEPPER"), "what was looked at are the answers");
  for (const secret of [...Object.values(SECRETS), server.apikey]) assert.ok(!seen.includes(secret), secret);
  assert.deepEqual(browser.problems, []);
});
