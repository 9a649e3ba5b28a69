import assert from "node:assert/strict";
import { test } from "node:test";
import { DemoUpstream } from "../../../src/upstream/demo-upstream.ts";
import { startForTheFirstTime } from "../../docs/first-start.ts";
import { openBrowser } from "../browser.ts";
import { type Hands, signInBy, WAYS } from "../hands.ts";

const PASSWORD = "a password of my own";

for (const { name, options, makeHands } of WAYS) {
  test(`from the first start to the first member's first call, ${name}`, async () => {
    await using upstream = await DemoUpstream.start();
    await using server = await startForTheFirstTime({
      TOLLGATE_UPSTREAM_URL: upstream.url,
      TOLLGATE_UPSTREAM_API_KEY: upstream.key,
    });
    await using browser = await openBrowser({ url: server.url });

    const operator = makeHands(await browser.open("/", options));
    await signInBy(operator, server.user, server.password);
    await stepOf(operator, "Connect the licence, done");
    await operator.press("link", "Make a group");
    await operator.press("button", "New group");
    await operator.fill("Id", "company");
    await operator.press("button", "Make the group");
    const link = await invite(operator, "Ada Lovelace <ada@example.com>;");
    await operator.goTo("Overview");
    await stepOf(operator, "Make a group, done");

    const member = makeHands(await browser.open(link, options));
    await member.fill("Username", "ada");
    await member.fill("Password", PASSWORD);
    await member.press("button", "Accept the invitation");
    await member.press("link", "Go on to your overview");
    await member.press("link", "Make the first call");
    await member.press("button", "New key");
    await member.fill("Label", "laptop");
    await member.press("button", "Make the key");
    const key = (await member.page.getByTestId("shown-once").textContent()) ?? "";
    await member.press("button", "Done");
    const call = await fetch(`${server.url}/api/v3/domains/example.com`, { headers: { "x-apikey": key } });
    assert.equal(call.status, 200);

    await member.page.reload();
    await member.goTo("Overview");
    await member.page.getByRole("button", { name: /^domains 1/ }).waitFor();
    await stepOf(member, "Make the first call, done");
    assert.deepEqual(browser.problems, []);
  });
}

/** Waits until the list of first steps says so. */
async function stepOf({ page }: Hands, text: string): Promise<void> {
  await page
    .getByRole("region", { name: "First steps" })
    .getByRole("listitem")
    .filter({ hasText: text })
    .waitFor();
}

/** On the page of a group's members; the link, as it was copied. */
async function invite(hands: Hands, address: string): Promise<string> {
  await hands.press("button", "Add people");
  await hands.fill("E-mail addresses", address);
  await hands.press("button", /^Add 1 address/);
  await hands.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await hands.press("button", "Copy link");
  const link = String(await hands.page.evaluate("navigator.clipboard.readText()"));
  assert.match(link, /\/invitations\/[0-9a-f]{64}$/);
  await hands.press("button", "Done");
  return link;
}
