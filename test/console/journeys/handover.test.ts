import assert from "node:assert/strict";
import { test } from "node:test";
import { startConsole } from "../browser.ts";
import { seedCompany } from "../company.ts";
import { arriveAs, WAYS } from "../hands.ts";

for (const way of WAYS) {
  test(`an administrator hands over and leaves, ${way.name}`, async () => {
    await using console = await startConsole();
    const { server } = console;
    const { administrator, member } = await seedCompany(server);
    const hands = await arriveAs(console, way, administrator, "/groups/company/members");
    // The last administrator cannot go.
    await hands.press("link", administrator.id);
    await hands.press("button", "Remove");
    await hands.fill(/^Type/, administrator.id);
    await hands.press("button", "Remove");
    await hands.page.getByRole("alert").filter({ hasText: "administrator" }).waitFor();
    await hands.press("button", "Cancel");

    await hands.goTo("Members");
    await hands.press("link", member.id);
    await hands.press("button", "Roles");
    await hands.press("checkbox", "Administrator");
    await hands.press("button", "Save");
    await hands.page.getByText("ada: roles changed").waitFor();
    await hands.goTo("Members");
    await hands.press("link", administrator.id);
    await hands.press("button", "Remove");
    await hands.fill(/^Type/, administrator.id);
    await hands.press("button", "Remove");
    await hands.page.getByText("1 entry removed").waitFor();

    const listOf = async (list: string) =>
      (await server.request("GET", `/groups/company/relationships/${list}`, { key: server.operator.apikey }))
        .body.data;
    assert.deepEqual(
      (await listOf("administrators")).map(({ id }: { id: string }) => id),
      ["ada"],
    );
    assert.deepEqual(
      (await listOf("users")).map(({ id }: { id: string }) => id),
      ["ada"],
    );
    assert.deepEqual(console.problems, []);
  });
}
