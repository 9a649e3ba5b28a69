import assert from "node:assert/strict";
import { test } from "node:test";
import { DemoUpstream } from "../../../src/upstream/demo-upstream.ts";
import { startConsole } from "../browser.ts";
import { WAYS } from "../hands.ts";

const PASSWORD = "a password of my own";

for (const { name, options, makeHands } of WAYS) {
  test(`from the first start to the first member's first call, ${name}`, async () => {
    await using upstream = await DemoUpstream.start();
    await using console = await startConsole({
      settings: { upstreamUrl: upstream.url },
      secrets: { upstreamApiKey: upstream.key },
      withoutMail: true,
    });
    const { server } = console;
    const operator = makeHands(await console.openAs(server.operator, "/me", options));
    await operator.press("link", "Make a group");
    await operator.press("button", "New group");
    await operator.fill("Id", "company");
    await operator.press("button", "Make the group");
    await operator.press("button", "Add people");
    await operator.fill("E-mail addresses", "Ada Lovelace <ada@example.com>;");
    await operator.press("button", /^Add 1 address/);
    await operator.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await operator.press("button", "Copy link");
    const link = await operator.page.evaluate("navigator.clipboard.readText()");
    assert.match(String(link), /\/invitations\/[0-9a-f]{64}$/);

    const member = makeHands(await console.open(String(link), options));
    await member.fill("Username", "ada");
    await member.fill("Password", PASSWORD);
    await member.press("button", "Accept the invitation");
    const key = (await member.page.getByTestId("shown-once").textContent()) ?? "";
    const call = await server.requestTarget("GET", "/api/v3/domains/example.com", { key });
    assert.equal(call.status, 200);

    await member.press("link", "Go on to your overview");
    await member.page.getByRole("button", { name: /^domains 1/ }).waitFor();
    assert.deepEqual(console.problems, []);
  });
}
