import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { test } from "node:test";
import { startTestServer } from "../harness.ts";

test("the link of an invitation opens a page that runs its own script alone and tells nobody its address", async () => {
  await using server = await startTestServer({ withoutMail: true });
  await server.createGroup("company");
  const { body } = await server.request("POST", "/groups/company/relationships/users", {
    key: server.operator.apikey,
    body: { data: [{ type: "user", id: "new@example.com" }] },
  });
  const { pathname } = new URL(body.data[0].context_attributes.link);
  const page = await server.requestTarget("GET", pathname);
  assert.equal(page.status, 200);
  assert.equal(page.headers["content-type"], "text/html; charset=utf-8");
  assert.equal(page.headers["referrer-policy"], "no-referrer");
  const script = page.text.slice(page.text.indexOf("<script>") + 8, page.text.indexOf("</script>"));
  const policy = String(page.headers["content-security-policy"]);
  assert.ok(policy.startsWith("default-src 'none'; "));
  assert.ok(policy.includes(`script-src 'sha256-${hash("sha256", script, "base64")}';`));
  assert.ok(script.includes("../api/v3/invitations/"));
  const api = new URL(`../api/v3${pathname}`, `${server.url}${pathname}`).pathname;
  assert.equal((await server.requestTarget("GET", api)).body.data.attributes.email, "new@example.com");
});
