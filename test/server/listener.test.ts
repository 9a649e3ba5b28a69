import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog } from "../../src/base/log.ts";
import { CALLER_LIMITS } from "../../src/server/caller-limits.ts";
import { Listener } from "../../src/server/listener.ts";
import { exchangeWith } from "../exchange.ts";

test("what a handler throws is logged and answered 503, and the listener goes on", async () => {
  const lines: string[] = [];
  const log = createLog({ level: "info", destination: { write: (line) => void lines.push(line) } });
  const listener = new Listener(
    (request, response) => {
      if (request.url === "/bad") throw new Error("a defect");
      response.end("fine");
    },
    CALLER_LIMITS,
    log,
  );
  const url = await listener.listen({ host: "127.0.0.1", port: 0 });
  {
    using exchange = exchangeWith(url);
    const bad = await exchange("GET", "/bad");
    assert.deepEqual(
      [bad.status, bad.body],
      [
        503,
        {
          error: {
            code: "TransientError",
            message: "The server could not complete the request; try again later",
          },
        },
      ],
    );
    const good = await exchange("GET", "/good");
    assert.deepEqual([good.status, good.text], [200, "fine"]);
  }
  await listener.close();
  assert.equal(lines.length, 1);
  assert.equal(JSON.parse(lines[0] ?? "{}").err.message, "a defect");
});
