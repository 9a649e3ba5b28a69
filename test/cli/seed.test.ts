import { deepEqual, equal, match, ok } from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { bootstrap } from "../../src/access/bootstrap.ts";
import { TestClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import { verifyLedger } from "../../src/ledger/verify.ts";
import { startServer } from "../../src/server/server.ts";
import { readSettings } from "../../src/server/settings.ts";
import { emptyDatabaseUrl } from "../engines.ts";
import { exchangeWith } from "../exchange.ts";
import { parsed, tollgate } from "./command-line.ts";

const NOW = "2026-03-20T15:00:00Z";

const COMPANY = `
groups:
  - id: company
    organization: Company Ltd
    service_accounts: [{ name: soar }]
users:
  - { id: alice, email: alice@example.com, group: company }
`;

/** A server in test mode on a database of its own, and the command line beside it. */
async function startInTestMode() {
  await using resources = new AsyncDisposableStack();
  const database = resources.use(await emptyDatabaseUrl("sqlite"));
  const folder = resources.use(await mkdtempDisposable(join(tmpdir(), "tollgate-seed-")));
  const { settings, secrets } = readSettings(
    {
      TOLLGATE_DATABASE_URL: database.url,
      TOLLGATE_DATA_DIR: folder.path,
      TOLLGATE_KEY_PEPPER: "a pepper that is only good for tests",
    },
    { listen: "127.0.0.1:0" },
  );
  const testClock = new TestClock(Date.parse(NOW));
  const log = createLog({ level: "silent" });
  const server = resources.use(await startServer(settings, secrets, { log, testClock, sendMail: null }));
  const exchange = resources.use(exchangeWith(server.url));
  const { apikey: key } = await bootstrap(server.parts.newAccounts, "root", "root@example.com");
  const environment = {
    TOLLGATE_URL: server.url,
    TOLLGATE_API_KEY: key,
    TOLLGATE_DATABASE_URL: database.url,
    TOLLGATE_LOG_LEVEL: "silent",
  };
  const file = join(folder.path, "company.yaml");
  await writeFile(file, COMPANY);
  const kept = resources.move();
  return {
    server,
    environment,
    file,
    seed: (...args: readonly string[]) => tollgate(["seed", ...args], { environment }),
    get: async (path: string) => (await exchange("GET", `/api/v3${path}`, { key })).body.data,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

test("tollgate seed makes an organisation, its quotas and its past up to the server's own present", async () => {
  await using mode = await startInTestMode();
  const outcome = await mode.seed("--yes", "--json");
  equal(outcome.code, 0, outcome.err);
  const { applied, keys, usage } = parsed(outcome);
  equal(applied, true);
  equal(keys.length, usage.accounts);
  ok(usage.calls > 10_000);

  const group = await mode.get("/groups/acme-soc");
  equal(group.attributes.quotas.api_requests_monthly.allowed, 600_000);
  ok(group.attributes.quotas.api_requests_monthly.used > 0);
  const { daily } = await mode.get("/groups/acme-soc/api_usage");
  const days = Object.keys(daily).filter((day) => Object.keys(daily[day]).length > 0);
  equal(days.toSorted().at(-1), NOW.slice(0, 10));
  equal(days.length, 30);
  deepEqual(await verifyLedger(mode.server.parts.store, Date.parse(NOW) / 1000), []);
});

test("whoever has usage already gets none, so that seeding twice is seeding once", async () => {
  await using mode = await startInTestMode();
  const first = parsed(await mode.seed(mode.file, "--yes", "--json"));
  equal(first.usage.accounts, 2);
  const used = (await mode.get("/groups/company")).attributes.quotas.api_requests_monthly.used;
  const again = await mode.seed(mode.file, "--yes");
  match(again.out, /^Nothing to do: .*\nRecorded 0 past calls of 0 accounts\.\n$/);
  equal((await mode.get("/groups/company")).attributes.quotas.api_requests_monthly.used, used);
});

test("without usage nothing but the API is needed", async () => {
  await using mode = await startInTestMode();
  const { TOLLGATE_DATABASE_URL: _, ...environment } = mode.environment;
  const outcome = await tollgate(["seed", mode.file, "--yes", "--no-usage"], { environment });
  equal(outcome.code, 0, outcome.err);
  const { total } = await mode.get("/groups/company/api_usage");
  deepEqual(total, {});
});

test("another database than the server's is refused before anything is changed", async () => {
  await using mode = await startInTestMode();
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-seed-"));
  const absent = join(folder.path, "absent.db");
  await using other = await emptyDatabaseUrl("sqlite");
  for (const url of [other.url, `sqlite:${absent}`]) {
    const environment = { ...mode.environment, TOLLGATE_DATABASE_URL: url };
    const { code, err } = await tollgate(["seed", mode.file, "--yes"], { environment });
    equal(code, 1);
    match(err, /^error: The settings of this command lead to another database than that of http:\S+: /);
  }
  equal(existsSync(absent), false);
  equal(await mode.get("/groups/company"), undefined);
});
