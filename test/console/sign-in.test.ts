import assert from "node:assert/strict";
import { test } from "node:test";
import { stepAt, totpCode } from "../../src/base/totp.ts";
import { startForTheFirstTime } from "../docs/first-start.ts";
import { freePort } from "../free-port.ts";
import { linkIn, startMailbox } from "../mailbox.ts";
import { openBrowser, PASSWORD, startConsole } from "./browser.ts";
import { arriveAs, type Hands, signInBy, WAYS } from "./hands.ts";

const [FIRST, SECOND] = ["the first of my passwords", "the second of my passwords"];

for (const way of WAYS) {
  test(`a recovery code lets its owner in once, and a new set replaces the rest, ${way.name}`, async () => {
    await using console = await startConsole();
    const { server } = console;
    const ada = await server.createUser("ada");
    const hands = await arriveAs(console, way, ada, "/me/security");
    await hands.press("button", "Switch it on");
    await hands.fill("Your password", PASSWORD);
    await hands.press("button", "Go on");
    const secret = (await hands.page.locator("form code").textContent()) ?? "";
    await hands.fill("Code", totpCode(secret, stepAt(server.clock.nowMs() / 1000)));
    await hands.press("button", "Switch it on");
    const codes = await recoveryCodes(hands);
    assert.equal(codes.length, 10);
    await hands.press("button", "I have them");

    const [lost = "", other = ""] = codes;
    const again = way.makeHands(await console.open("/sign-in", way.options));
    await passwordThenCode(again, lost);
    await again.page.getByRole("heading", { name: "Overview" }).waitFor();
    await again.goTo("Security");
    await again.page.getByText("9 recovery codes left").waitFor();
    await again.press("button", "New recovery codes");
    await again.fill("Your password", PASSWORD);
    await again.press("button", "Make them");
    const renewed = await recoveryCodes(again);
    assert.deepEqual(
      codes.filter((code) => renewed.includes(code)),
      [],
    );

    for (const dead of [lost, other]) {
      const refused = way.makeHands(await console.open("/sign-in", way.options));
      await passwordThenCode(refused, dead);
      await refused.page.getByRole("alert").waitFor();
      assert.equal(new URL(refused.page.url()).pathname, "/sign-in");
    }
    const anew = way.makeHands(await console.open("/sign-in", way.options));
    await passwordThenCode(anew, renewed[0] ?? "");
    await anew.page.getByRole("heading", { name: "Overview" }).waitFor();
    assert.deepEqual(console.problems, []);
  });

  test(`an invitation comes by mail, and so does the link that replaces a lost password, ${way.name}`, async () => {
    await using mailbox = await startMailbox();
    await using server = await startForTheFirstTime({
      TOLLGATE_SMTP_URL: mailbox.url,
      TOLLGATE_PUBLIC_URL: `http://127.0.0.1:${await freePort()}`,
      TOLLGATE_MAIL_FROM: "tollgate@example.com",
    });
    await using browser = await openBrowser({ url: server.url });
    const operator = way.makeHands(await browser.open("/operator/groups", way.options));
    await signInBy(operator, server.user, server.password);
    await operator.press("button", "New group");
    await operator.fill("Id", "company");
    await operator.press("button", "Make the group");
    await operator.press("button", "Add people");
    await operator.fill("E-mail addresses", "ada@example.com");
    await operator.press("button", /^Add 1 address/);
    await operator.page.getByText("invited", { exact: true }).waitFor();

    const invitation = await mailbox.next();
    assert.deepEqual(invitation.to, ["ada@example.com"]);
    const member = way.makeHands(await browser.open(linkIn(invitation) ?? "", way.options));
    await member.fill("Username", "ada");
    await member.fill("Password", FIRST);
    await member.press("button", "Accept the invitation");
    await member.press("link", "Go on to your overview");

    const elsewhere = way.makeHands(await browser.open("/sign-in", way.options));
    await elsewhere.press("link", "Forgotten password?");
    await elsewhere.fill("Username or e-mail address", "ada@example.com");
    await elsewhere.press("button", "Send the link");
    await elsewhere.page.getByRole("heading", { name: "Look into your mail" }).waitFor();
    const reset = await mailbox.next();
    assert.deepEqual(reset.to, ["ada@example.com"]);
    await elsewhere.page.goto(linkIn(reset) ?? "");
    await elsewhere.page.getByText("For the account ada").waitFor();
    await elsewhere.fill("New password", SECOND);
    await elsewhere.press("button", "Set the password");
    await elsewhere.press("link", "To the sign-in");
    await signInBy(elsewhere, "ada", SECOND);
    await elsewhere.page.getByRole("heading", { name: "Overview" }).waitFor();

    // Whoever was signed in with the old one is out, and the link is dead.
    await member.goTo("Profile");
    await member.page.getByRole("heading", { name: "Sign in" }).waitFor();
    const late = await browser.open(linkIn(reset) ?? "", way.options);
    await late.getByRole("alert").filter({ hasText: "has been used" }).waitFor();
    assert.deepEqual(browser.problems, []);
  });
}

async function recoveryCodes({ page }: Hands): Promise<string[]> {
  const list = page.getByRole("list", { name: "Recovery codes" });
  await list.waitFor();
  return list.getByRole("listitem").allTextContents();
}

async function passwordThenCode(hands: Hands, code: string): Promise<void> {
  await hands.fill("Username or e-mail address", "ada");
  await hands.fill("Password", PASSWORD);
  await hands.press("button", "Sign in");
  await hands.fill("Code", code);
  await hands.press("button", "Go on");
}
