import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { startTestServer, type TestServer } from "../harness.ts";
import { CALLERS, type Cast, createCast, type Target } from "./cast.ts";
import { ROUTE_CASES } from "./routes.ts";

forEachEngine((engine) => {
  describe("routes", () => {
    let server: TestServer;
    let cast: Cast;
    let shared: Target;
    before(async () => {
      server = await startTestServer({ engine });
      cast = await createCast(server);
      shared = await cast.newTargetWithPassword();
    });
    after(() => server[Symbol.asyncDispose]());

    test("every operation that the server documents has its row in the matrix, and no other", async () => {
      const { body } = await server.request("GET", "/openapi.json");
      const documented = Object.entries<object>(body.paths).flatMap(([path, operations]) =>
        Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
      );
      const rows = new Set(ROUTE_CASES.map(({ operation }) => operation));
      assert.deepEqual([...rows].sort(), [...new Set([...documented, "GET /openapi.json"])].sort());
    });

    for (const { operation, expected, call, needsPassword } of ROUTE_CASES) {
      for (const caller of CALLERS) {
        test(`${operation} answers ${caller} with ${expected[caller]}`, async () => {
          // What only reads or is refused changes nothing, so that all those can share a target.
          const isChange = !operation.startsWith("GET ") && expected[caller] === 200;
          const newTarget = needsPassword ? cast.newTargetWithPassword : cast.newTarget;
          const target = isChange ? await newTarget() : shared;
          const { path, body, headers } = await call(target, server);
          const method = operation.split(" ", 1)[0] ?? "";
          const key = cast.keyOf(caller, target);
          const answer = await server.request(method, path, { key, body, headers });
          assert.equal(answer.status, expected[caller], answer.text);
        });
      }
    }
  });
});
