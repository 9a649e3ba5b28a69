import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout } from "node:timers/promises";

const RETRY_MS = 20;
const WAIT_MS_MAX = 20_000;

/** For a program that must be told where to listen. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Resolves once somebody listens there; raises an Error when nobody does in time. */
export async function untilListening(url: URL): Promise<void> {
  const endMs = performance.now() + WAIT_MS_MAX;
  while (!(await accepts(url))) {
    if (performance.now() > endMs) throw new Error(`Nobody listens on ${url.host}`);
    await setTimeout(RETRY_MS);
  }
}

function accepts(url: URL): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: url.hostname, port: Number(url.port) });
  socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}
