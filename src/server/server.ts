import { lockForServer } from "../store/server-lock.ts";
import { CALLER_LIMITS } from "./caller-limits.ts";
import { type Composition, compose, makeDatabaseFolder, type Overrides } from "./compose.ts";
import { dispatchBetween } from "./dispatch.ts";
import { Listener } from "./listener.ts";
import type { Secrets, Settings } from "./settings.ts";

export interface RunningServer extends AsyncDisposable {
  /** Base address, without a slash at the end. */
  readonly url: string;
  /** The objects that the server is made of, for the commands and tests that run inside its process. */
  readonly parts: Composition;
  /** Finishes what is in flight within ten seconds, then lets go of everything. Safe to call twice. */
  close(): Promise<void>;
}

/** Composes the server and listens. When it fails, nothing stays open. */
export async function startServer(
  settings: Settings,
  secrets: Secrets,
  overrides: Overrides = {},
): Promise<RunningServer> {
  const { parts, lock } = await composeAlone(settings, secrets, overrides);
  const { app, routes, gateway, authorize, upstreams, webConsole } = parts;
  const limits = { ...CALLER_LIMITS, ...overrides.callerLimits };
  const handle = dispatchBetween({
    own: app.handle,
    routes,
    gateway: gateway.handle,
    authorize: authorize.handle,
    upstreams,
    webConsole,
    ownBodyMs: limits.ownBodyMs,
  });
  const listener = new Listener(handle, limits, parts.log);
  try {
    const url = await listener.listen(settings.listen);
    parts.auditHead?.start();
    const close = once(async () => {
      await listener.close();
      await release(parts);
      await lock[Symbol.asyncDispose]();
    });
    return { url, parts, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await release(parts);
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

/** What only one process may have of a database at a time. */
async function composeAlone(settings: Settings, secrets: Secrets, overrides: Overrides) {
  makeDatabaseFolder(secrets.databaseUrl);
  await using attempt = new AsyncDisposableStack();
  const lock = attempt.use(await lockForServer(secrets.databaseUrl));
  const parts = await compose(settings, secrets, overrides, true);
  const { ledger, store, log } = parts;
  lock.watch({
    onLost(error) {
      ledger.suspend();
      log.error({ err: error }, "the lock on the database is lost: calls are refused until it is back");
    },
    onBack() {
      store.noteForeignChanges();
      ledger.resume();
      log.warn({}, "the lock on the database is back: calls are taken again");
    },
  });
  attempt.move();
  return { parts, lock };
}

/** Lets go of everything that was composed, the database last. */
export async function release({
  gateway,
  passwordResets,
  ownUsage,
  refusalCounts,
  ledger,
  auditHead,
  store,
}: Composition): Promise<void> {
  await gateway.close();
  await passwordResets.close();
  await ownUsage.close();
  await refusalCounts[Symbol.asyncDispose]();
  await ledger.close();
  await auditHead?.[Symbol.asyncDispose]();
  await store.close();
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= act();
    return done;
  };
}
