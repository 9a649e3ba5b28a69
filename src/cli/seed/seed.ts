import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { type Clock, nowSeconds, parseRfc3339, systemClock, TestClock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Client } from "../../client/client.ts";
import { readTestClock } from "../../client/test-clock.ts";
import { Ledger } from "../../ledger/ledger.ts";
import { oldestUsageDay } from "../../model/usage.ts";
import type { Store } from "../../store/store.ts";
import { userUsage } from "../../store/usage.ts";
import { findUser } from "../../store/users.ts";
import { applyText } from "../apply/apply.ts";
import { readDesired } from "../apply/read-file.ts";
import { CliError } from "../cli-error.ts";
import { formatNumber } from "../format.ts";
import { openDatabase, sqlitePath } from "../machine/open-database.ts";
import type { Session } from "../session.ts";
import type { SeedAccount } from "./account.ts";
import { accountsOf, organisationAccounts } from "./accounts.ts";
import { ORGANISATION_FILE, organisationText } from "./organisation-file.ts";
import { seedUsage } from "./past-usage.ts";

export interface SeedFile {
  readonly name: string;
  readonly text: string;
}

interface SeededUsage {
  readonly accounts: number;
  readonly calls: number;
}

const NO_USAGE: SeededUsage = { accounts: 0, calls: 0 };

/**
 * Brings a server to a believable state: groups, people, service accounts and quotas through its API, and past usage
 * of accounts that have none in its database. What is there already stays as it is.
 */
export async function seed(session: Session, file: SeedFile | undefined, withUsage: boolean): Promise<void> {
  const { name, text } = file ?? { name: ORGANISATION_FILE, text: organisationText() };
  const accounts = file === undefined ? organisationAccounts() : accountsOf(readDesired(name, text));
  await using database = withUsage ? await openServersDatabase(session) : undefined;
  let applied: object = {};
  const show: Session["show"] = async (value, render) => {
    applied = { ...(value as object) };
    // Programs get one document, at the end.
    if (!session.isForPrograms) await session.show(value, render);
  };
  await applyText({ ...session, show }, name, text, false);
  const usage = database === undefined ? NO_USAGE : await seedPast(session, database, accounts);
  await session.show({ ...applied, usage }, () => {
    if (!withUsage) return "";
    return `Recorded ${formatNumber(usage.calls)} past calls of ${formatNumber(usage.accounts)} accounts.\n`;
  });
}

/** Raises CliError, before anything is changed, when the settings lead to another database than the server's. */
async function openServersDatabase({ client, terminal }: Session) {
  const wrong = new CliError(
    `The settings of this command lead to another database than that of ${client.url}: give it the server's own TOLLGATE_DATA_DIR or TOLLGATE_DATABASE_URL, or leave past usage out by --no-usage`,
  );
  const me = await client.users.get("me");
  const database = await openDatabase(terminal, (url) => {
    const path = sqlitePath(url);
    if (path !== undefined && !existsSync(path)) throw wrong;
  });
  const found = await database.store.read((db) => findUser(db, me.id)).catch(() => undefined);
  if (found !== undefined && found.userSince === me.attributes.user_since) return database;
  await database[Symbol.asyncDispose]();
  throw wrong;
}

async function seedPast(
  { client, progress }: Session,
  { store, log }: { readonly store: Store; readonly log: Log },
  accounts: readonly SeedAccount[],
): Promise<SeededUsage> {
  progress.start();
  progress.say("Recording the calls of the past sixty days");
  const clock = await clockOf(client);
  await using ledger = new Ledger({ store, clock, log, node: hostname() });
  const now = nowSeconds(clock);
  const unused: SeedAccount[] = [];
  for (const account of accounts) if (await isUnused(store, account, now)) unused.push(account);
  const calls = await seedUsage({ store, ledger, now }, unused);
  return { accounts: unused.length, calls };
}

/** A server in test mode has its own present. */
async function clockOf(client: Client): Promise<Clock> {
  const nowMs = parseRfc3339((await readTestClock(client.url)) ?? "");
  return nowMs === undefined ? systemClock : new TestClock(nowMs);
}

/** What an account really did must not be mixed with what it never did. */
async function isUnused(store: Store, { id }: SeedAccount, now: number): Promise<boolean> {
  return store.read(async (db) => {
    const user = await findUser(db, id);
    if (user === undefined) return false;
    const range = { firstDay: oldestUsageDay(now), lastDay: now };
    return !(await userUsage(db, user.uid, range)).some(({ consuming }) => consuming);
  });
}
