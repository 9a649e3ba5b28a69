import assert from "node:assert/strict";
import { test } from "node:test";
import { startDemo } from "./gateway-setup.ts";

test("an address that is handed out is one of ours, whether or not the caller takes gzip", async () => {
  await using demo = await startDemo();
  const file = "5eed".repeat(16);
  for (const path of ["/files/upload_url", `/files/${file}/download_url`]) {
    for (const coding of ["gzip", "identity"]) {
      const { status, headers, body } = await demo.requestTarget("GET", `/api/v3${path}`, {
        key: demo.alice.apikey,
        headers: { "accept-encoding": coding },
      });
      assert.equal(status, 200);
      assert.equal(headers["content-encoding"], coding === "gzip" ? "gzip" : undefined);
      assert.ok(body.data.startsWith(`${demo.url}/api/v3/`), body.data);
    }
  }
});
