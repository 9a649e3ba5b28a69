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
    let reader: Target;
    before(async () => {
      server = await startTestServer({ engine });
      cast = await createCast(server);
      reader = await cast.newTarget();
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
          const isRead = operation.startsWith("GET ");
          const target = isRead
            ? reader
            : await (needsPassword ? cast.newTargetWithPassword() : cast.newTarget());
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
