import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Core } from "./cores.ts";
import { freePort } from "./free-port.ts";
import { ServerProcess } from "./server-process.ts";

const FOLDER = fileURLToPath(new URL("peers/", import.meta.url));
const PORTKEY = join(FOLDER, "node_modules/@portkey-ai/gateway/build/start-server.js");

/** A peer that decides about calls, and keys that it lets through. */
export interface Decider {
  readonly process: ServerProcess;
  readonly keys: readonly string[];
}

export function hasPeers(): boolean {
  return existsSync(PORTKEY) && spawnSync("redis-server", ["--version"]).status === 0;
}

export function startBetterAuth(folder: string): Promise<Decider> {
  return decider(["better-auth.js", join(folder, "better-auth.db")], join(folder, "better-auth.log"));
}

/** Without a store, which is Redis or PostgreSQL, it counts in memory. */
export function startRateLimiter(folder: string, store?: URL): Promise<Decider> {
  return decider(["rate-limiter-flexible.js", store?.href ?? "memory:"], join(folder, "rate-limiter.log"));
}

/** Without persistence, which is fastest. */
export async function startRedis(folder: string, core: Core): Promise<ServerProcess> {
  const port = await freePort();
  return ServerProcess.start({
    program: "redis-server",
    command: [
      "--port",
      String(port),
      "--bind",
      "127.0.0.1",
      "--save",
      "",
      "--appendonly",
      "no",
      "--dir",
      folder,
    ],
    log: join(folder, "redis.log"),
    core,
    url: new URL(`redis://127.0.0.1:${port}`),
  });
}

/**
 * The Portkey gateway (https://github.com/Portkey-AI/gateway), which forwards by its headers: no key of its own, no quota, no
 * journal.
 */
export async function startPortkey(folder: string): Promise<ServerProcess> {
  const port = await freePort();
  return ServerProcess.start({
    command: [PORTKEY, "--headless", `--port=${port}`],
    environment: { NODE_ENV: "production" },
    log: join(folder, "portkey.log"),
    url: new URL(`http://127.0.0.1:${port}`),
  });
}

async function decider([script = "", ...args]: readonly string[], log: string): Promise<Decider> {
  const process = await ServerProcess.start({ command: [join(FOLDER, script), ...args], log });
  const response = await fetch(new URL("/keys", process.url));
  return { process, keys: z.array(z.string()).parse(await response.json()) };
}
