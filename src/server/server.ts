import { type Composition, compose, type Overrides } from "./compose.ts";
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
  const parts = await compose(settings, secrets, overrides);
  const { app, routes, gateway, authorize, upstreams } = parts;
  const handle = dispatchBetween({
    own: app.routing,
    routes,
    gateway: gateway.handle,
    authorize: authorize.handle,
    upstreams,
  });
  const listener = new Listener(handle, parts.log);
  try {
    await parts.app.ready();
    const url = await listener.listen(settings.listen);
    const close = once(async () => {
      await listener.close();
      await release(parts);
    });
    return { url, parts, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await release(parts);
    throw error;
  }
}

/** Lets go of everything that was composed, the database last. */
export async function release({ app, gateway, ownUsage, ledger, store }: Composition): Promise<void> {
  await gateway.close();
  await app.close();
  await ownUsage.close();
  await ledger.close();
  await store.close();
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= act();
    return done;
  };
}
