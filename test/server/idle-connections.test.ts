import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { answering, EchoUpstream } from "../gateway/echo-upstream.ts";
import { spentBy, startGateway } from "../gateway/gateway-setup.ts";

const KIB = 1024;
const FILE = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";
/** As long as a head may be, but without its end. */
const LONG_HEAD = `GET ${FILE} HTTP/1.1\r\nX-Long: ${"a".repeat(15 * KIB)}`;
/** What the process needs besides. */
const OTHER_FILES = 500;

const crowds = [
  { who: "say nothing", size: 10_000, beginning: "", kibEach: 16 },
  { who: "begin a request and do not end it", size: 2_000, beginning: LONG_HEAD, kibEach: 64 },
];

/** Node raises its own limit to the highest that it may have, and hands it on. */
function openFilesMax(): number {
  const limit = execFileSync("sh", ["-c", "ulimit -n"], { encoding: "utf8" }).trim();
  return limit === "unlimited" ? Number.POSITIVE_INFINITY : Number(limit);
}

for (const { who, size, beginning, kibEach } of crowds) {
  const skip =
    openFilesMax() < size + OTHER_FILES && `a process may have no more than ${openFilesMax()} files open`;
  test(`${size} connections that ${who} keep nobody from being served, and take little memory`, {
    skip,
  }, async (t) => {
    await using upstream = await EchoUpstream.start(answering({ data: {} }));
    // However long the machine takes to open them, none is to be ended meanwhile.
    await using server = await startGateway(upstream.url, {}, { callerLimits: { headersMs: 600_000 } });
    const residentBefore = process.memoryUsage().rss;
    const program = join(import.meta.dirname, "idle-crowd.ts");
    const args = [program, new URL(server.url).port, String(size), beginning];
    const crowd = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface(crowd.stdout)[Symbol.asyncIterator]();
    assert.equal((await lines.next()).value, "open");
    for (let call = 0; call < 10; call += 1) {
      const reply = await server.requestTarget("GET", FILE, { key: server.alice.apikey });
      assert.equal(reply.status, 200);
    }
    assert.equal(await spentBy(server), 10);
    const grownKib = Math.round((process.memoryUsage().rss - residentBefore) / size / KIB);
    t.diagnostic(`${grownKib} KiB for each connection`);
    assert.ok(grownKib < kibEach, `${grownKib} KiB for each connection`);
    crowd.stdin.end();
    assert.equal((await lines.next()).value, "0", "connections that were ended meanwhile");
    await once(crowd, "exit");
  });
}
