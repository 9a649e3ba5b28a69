import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { isEmpty } from "../access/bootstrap.ts";
import { requireSamePepper } from "../access/key-pepper.ts";
import type { SendMail } from "../access/mail.ts";
import { Origins } from "../access/origins.ts";
import { App } from "../api/app.ts";
import { Cursors } from "../api/cursors.ts";
import { openApiDocument } from "../api/openapi.ts";
import { type Clock, systemClock, type TestClock } from "../base/clock.ts";
import { createLog, type Log } from "../base/log.ts";
import { Ledger } from "../ledger/ledger.ts";
import { Retention } from "../ledger/retention.ts";
import { prepareSchema } from "../store/migrate.ts";
import { Store, type StoreOptions } from "../store/store.ts";
import { auditHeadPath, readAuditHead } from "./audit-head-file.ts";
import { AuditHeadKeeper } from "./audit-head-keeper.ts";
import type { CallerLimits } from "./caller-limits.ts";
import { composeAccess } from "./compose-access.ts";
import { composeGateway } from "./compose-gateway.ts";
import { composeRoutes } from "./compose-routes.ts";
import { composeSingleSignOnPages, composeSsoOptions } from "./compose-single-sign-on.ts";
import { hasKeyPepper, loadKeyPepper } from "./key-pepper.ts";
import { mailSender } from "./mail.ts";
import { OwnUsage } from "./own-usage.ts";
import type { Secrets, Settings } from "./settings.ts";
import { statusPages } from "./status-pages.ts";
import { requireLoopback, testClockPages } from "./test-clock.ts";
import { version } from "./version.ts";
import { WebConsole } from "./web-console.ts";

/** What a test or a command puts in place of the real thing. */
export interface Overrides {
  readonly clock?: Clock;
  /** A clock that callers on this machine may set over HTTP; it wins over `clock`. */
  readonly testClock?: TestClock | undefined;
  readonly log?: Log;
  readonly sendMail?: SendMail | null;
  /** Where the console was built; null: there is none. */
  readonly consoleFolder?: string | null;
  readonly callerLimits?: Partial<CallerLimits>;
  /** File outside the database that the end of the audit is kept in; null: in none. */
  readonly auditHeadFile?: string | null;
}

const CONSOLE_FOLDER = fileURLToPath(new URL("../../dist/console", import.meta.url));

export type Composition = Awaited<ReturnType<typeof compose>>;

/**
 * Constructs everything, here and nowhere else, on a database whose schema it brings up to date (SQLite)
 * or requires to be so (PostgreSQL; the error says what to run). The caller closes `store` last.
 * `isOnlyServer` says that he has the server's lock: whoever has not leaves alone what others record.
 */
export async function compose(
  settings: Settings,
  secrets: Secrets,
  overrides: Overrides = {},
  isOnlyServer = false,
) {
  const { testClock } = overrides;
  if (testClock !== undefined) requireLoopback(settings.listen);
  const clock = testClock ?? overrides.clock ?? systemClock;
  const log = overrides.log ?? createLog({ level: settings.logLevel });
  const { auditHeadFile = auditHeadPath(settings.dataDir) } = overrides;
  const keptHead = auditHeadFile === null ? undefined : readAuditHead(auditHeadFile);
  const store = await openStore(secrets.databaseUrl, { log, durability: settings.durability });
  const auditHead =
    auditHeadFile === null
      ? undefined
      : new AuditHeadKeeper({ store, path: auditHeadFile, kept: keptHead, log });
  const pepper = await pepperOf(store, settings, secrets);
  const ledger = new Ledger({ store, clock, log, node: hostname(), adoptsOrphans: isOnlyServer });
  if (isOnlyServer) ledger.begin();
  const ownUsage = new OwnUsage({ ledger, retention: new Retention(store, clock), clock, log });
  const sendMail =
    overrides.sendMail === undefined ? mailSender({ ...settings, ...secrets, log }) : overrides.sendMail;
  const { publicProfiles, invitationDays } = settings;
  const sessionLimits = {
    idleSeconds: settings.sessionIdleMinutes * 60,
    totalSeconds: settings.sessionHours * 3600,
  };
  const parts = { store, ledger, clock, pepper, log };
  const sso = await composeSsoOptions(settings, secrets);
  const keptAuditHead = () => auditHead?.head;
  const access = composeAccess({
    ...parts,
    publicProfiles,
    invitationDays,
    sessionLimits,
    sendMail,
    sso,
    keptAuditHead,
  });
  const cursors = new Cursors(pepper);
  const origins = new Origins(settings);
  const doorParts = { settings, secrets, access, origins, pepper, clock, log };
  const doors = await composeGateway(doorParts);
  const routes = composeRoutes(access, { ...doors, cursors, settings });
  const ssoPages = composeSingleSignOnPages(sso.provider, { ...doorParts, ...access });
  const app = new App({
    routes,
    pages: [
      ...statusPages({ store, ledger, version, log }),
      ...ssoPages,
      ...(testClock === undefined ? [] : testClockPages(testClock)),
    ],
    document: () => openApiDocument(routes, version),
    authenticator: access.authenticator,
    sessionAuthenticator: access.sessionAuthenticator,
    usage: ownUsage,
    onRefused: (call) => access.refusals.record(call),
    cursors,
    origins,
    log,
  });
  const { consoleFolder = CONSOLE_FOLDER } = overrides;
  const webConsole = new WebConsole(consoleFolder ?? undefined, settings.publicUrl);
  const own = { clock, log, store, ledger, auditHead, ownUsage, sendMail, routes, app, webConsole };
  return { ...access, ...doors, ...own };
}

/**
 * The pepper of the settings or the one in the data folder, made there for a database without users only: on any other a
 * new one would make every key worthless without a word. Lets go of the store when it raises an Error.
 */
async function pepperOf(store: Store, { dataDir }: Settings, secrets: Secrets): Promise<string> {
  try {
    if (secrets.keyPepper === undefined && !hasKeyPepper(dataDir) && !(await isEmpty(store))) {
      throw new Error(
        `There is no key-pepper in ${dataDir}, but the database holds keys that were hashed with one; put it back from a backup, or set TOLLGATE_KEY_PEPPER. If it is lost for good, run \`tollgate forget-keys\``,
      );
    }
    const pepper = secrets.keyPepper ?? loadKeyPepper(dataDir);
    await requireSamePepper(store, pepper);
    return pepper;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** For SQLite, which creates its file but not the folder. */
export function makeDatabaseFolder(databaseUrl: string): void {
  if (!databaseUrl.startsWith("sqlite:")) return;
  mkdirSync(dirname(databaseUrl.slice("sqlite:".length)), { recursive: true, mode: 0o700 });
}

/** Opens the database with its schema as this program needs it; raises an Error that says what to run. */
export async function openStore(databaseUrl: string, options: StoreOptions): Promise<Store> {
  makeDatabaseFolder(databaseUrl);
  const store = await Store.open(databaseUrl, options);
  try {
    await prepareSchema(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
