import assert from "node:assert/strict";
import { test } from "node:test";
import { DemoUpstream } from "../../../src/upstream/demo-upstream.ts";
import { startConsole } from "../browser.ts";
import { seedCompany } from "../company.ts";
import { arriveAs, WAYS } from "../hands.ts";

const CALLS = 30;

for (const way of WAYS) {
  test(`a runaway service account is found and capped, ${way.name}`, async () => {
    await using upstream = await DemoUpstream.start();
    await using console = await startConsole({
      settings: { upstreamUrl: upstream.url },
      secrets: { upstreamApiKey: upstream.key },
    });
    const { server } = console;
    const company = await seedCompany(server);
    const callOf = async (key: string) =>
      (await server.requestTarget("GET", "/api/v3/domains/example.com", { key })).status;
    for (let call = 0; call < CALLS; call += 1) assert.equal(await callOf(company.program.apikey), 200);
    assert.equal(await callOf(company.member.apikey), 200);

    const hands = await arriveAs(console, way, company.administrator, "/me");
    await hands.goTo("Usage");
    const consumers = hands.page.getByRole("table", { name: "Top consumers" });
    assert.match((await consumers.getByRole("row").nth(1).textContent()) ?? "", /company_mailgate/);
    await hands.press("link", "company_mailgate");
    await hands.press("button", "Cap");
    await hands.fill("At most", String(CALLS));
    await hands.press("button", "Set the cap");
    await hands.page.getByText("Requests per day: 30").waitFor();

    assert.deepEqual([await callOf(company.program.apikey), await callOf(company.member.apikey)], [429, 200]);
    await hands.goTo("Refused calls");
    await hands.page.getByText("quota used up: Requests per day, the caller's own").waitFor();
    assert.deepEqual(console.problems, []);
  });
}
