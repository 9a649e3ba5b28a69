// Starts a server with a believable organisation in front of a made-up VirusTotal, so that everything can be tried with
// no network: made anew each time, and the same each time.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bootstrap } from "../src/access/bootstrap.ts";
import { monotonicMs, nowSeconds, parseRfc3339, systemClock, TestClock } from "../src/base/clock.ts";
import { createLog } from "../src/base/log.ts";
import { seedUsage } from "../src/cli/seed/past-usage.ts";
import { Client } from "../src/client/client.ts";
import { startServer } from "../src/server/server.ts";
import { readSettings } from "../src/server/settings.ts";
import { DemoUpstream } from "../src/upstream/demo-upstream.ts";
import { DemoClock } from "./demo/demo-clock.ts";
import { setPasswords } from "./demo/passwords.ts";
import { seedOrganisation } from "./demo/seed-organisation.ts";
import { seedQuotas } from "./demo/seed-quotas.ts";
import { spendShare } from "./demo/spend-share.ts";
import { welcome } from "./demo/welcome.ts";

const { settings } = readSettings();
const folder = join(settings.dataDir, "demo");
await rm(folder, { recursive: true, force: true });

// For pictures that are the same whenever they are taken: an instant of RFC 3339, at which time then stands.
const { at } = parseArgs({ options: { at: { type: "string" } } }).values;
const clock = new DemoClock(at === undefined ? systemClock : new TestClock(parseRfc3339(at) ?? Number.NaN));
const upstream = await DemoUpstream.start();
const server = await startServer(
  { ...settings, dataDir: folder, upstreamUrl: upstream.url, rules: undefined },
  {
    databaseUrl: `sqlite:${join(folder, "tollgate.db")}`,
    smtpUrl: undefined,
    keyPepper: undefined,
    oidcClientSecret: undefined,
    upstreamApiKey: upstream.key,
    upstreamKeys: new Map(),
  },
  { clock, sendMail: null, log: createLog({ level: "warn" }) },
).catch((error: NodeJS.ErrnoException) => {
  if (error.code !== "EADDRINUSE") throw error;
  console.error(`Port ${settings.listen.port} is taken: set TOLLGATE_LISTEN=127.0.0.1:0 for a free one.`);
  return process.exit(1);
});
console.log(`Tollgate listens on ${server.url}\nMaking an organisation and sixty days of its usage ...`);

const startMs = monotonicMs();
clock.standDaysAgo(400);
const operator = await bootstrap(server.parts.newAccounts, "operator", "operator@acme.example");
const client = new Client(server.url, operator.apikey, { userAgent: "demo" });
const organisation = await seedOrganisation(client, clock, server.url);
clock.run();
const calls = await seedUsage({ ...server.parts, now: nowSeconds(clock) }, organisation);
await seedQuotas(client, organisation);
await spendShare(client, server.url, organisation);

await setPasswords(server.url, organisation);

const seconds = (monotonicMs() - startMs) / 1000;
console.log(
  welcome({
    url: server.url,
    upstreamUrl: upstream.url,
    operator,
    organisation,
    calls,
    seconds,
    folder,
  }),
);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end());

async function end(): Promise<void> {
  await server.close();
  await upstream.close();
}
