import assert from "node:assert/strict";
import { test } from "node:test";
import { stepAt, totpCode } from "../../../src/base/totp.ts";
import { PASSWORD, startConsole } from "../browser.ts";
import { seedCompany } from "../company.ts";
import { arriveAs, WAYS } from "../hands.ts";

for (const way of WAYS) {
  test(`who has no second factor is found, sets one up and signs in with it, ${way.name}`, async () => {
    await using console = await startConsole();
    const { server } = console;
    const { administrator, member } = await seedCompany(server);
    const administrating = await arriveAs(console, way, administrator, "/groups/company/members");
    await administrating.choose("Show", "Without second factor");
    await administrating.page.getByRole("link", { name: "ada" }).waitFor();
    assert.match(administrating.page.url(), /show=without_2fa/);

    const hands = await arriveAs(console, way, member, "/me/security");
    await hands.press("button", "Switch it on");
    await hands.fill("Your password", PASSWORD);
    await hands.press("button", "Go on");
    await hands.page.getByRole("img", { name: "QR code for your authenticator" }).waitFor();
    const secret = (await hands.page.locator("form code").textContent()) ?? "";
    await hands.fill("Code", totpCode(secret, stepAt(server.clock.nowMs() / 1000)));
    await hands.press("button", "Switch it on");
    await hands.page.getByRole("list", { name: "Recovery codes" }).waitFor();
    await hands.press("button", "I have them");
    await hands.page.getByText("recovery codes left").waitFor();

    await administrating.page.reload();
    await administrating.page.getByRole("link", { name: "grace" }).waitFor();
    assert.equal(await administrating.page.getByRole("link", { name: "ada" }).count(), 0);

    // A code is good once; the next one comes with the next half minute.
    server.clock.advance(30_000);
    const again = way.makeHands(await console.open("/sign-in", way.options));
    await again.fill("Username or e-mail address", member.id);
    await again.fill("Password", PASSWORD);
    await again.press("button", "Sign in");
    await again.fill("Code", totpCode(secret, stepAt(server.clock.nowMs() / 1000)));
    await again.press("button", "Go on");
    await again.page.getByRole("heading", { name: "Overview" }).waitFor();
    assert.deepEqual(console.problems, []);
  });
}
