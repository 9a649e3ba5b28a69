import { once } from "node:events";
import { flushCompileCache } from "node:module";
import { createInterface } from "node:readline";
import { TestClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import { startServer } from "../../src/server/server.ts";
import { readSettings } from "../../src/server/settings.ts";

/** What a line on standard input says, upon which the server starts; until then everything is merely loaded. */
export interface StartOrder {
  readonly environment: Readonly<Record<string, string>>;
  /** Where its clock stands. */
  readonly instant: string;
}

// Whoever is killed never gets to write the cache that makes the next one load fast.
flushCompileCache();
const [line] = await once(createInterface(process.stdin), "line");
const { environment, instant } = JSON.parse(line) as StartOrder;
const { settings, secrets } = readSettings(environment, { listen: "127.0.0.1:0" });
const { url } = await startServer(settings, secrets, {
  clock: new TestClock(Date.parse(instant)),
  log: createLog({ level: "fatal" }),
  sendMail: null,
  auditHeadFile: null,
});
process.stdout.write(`${url}\n`);
