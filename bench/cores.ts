import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

const SERVER_CORE = 0;
const LOAD_CORE = 1;

/** Servers get one core and the load another, where the system can arrange that. */
export const arePinned = availableParallelism() > 1 && spawnSync("taskset", ["--version"]).status === 0;

/** The command that runs another one on the servers' core. */
export function onServerCore(command: readonly string[]): readonly string[] {
  return arePinned ? ["taskset", "-c", String(SERVER_CORE), ...command] : command;
}

/** Moves this process, its threads included, to the load's core. */
export function moveToLoadCore(): void {
  if (arePinned) spawnSync("taskset", ["-a", "-p", "-c", String(LOAD_CORE), String(process.pid)]);
}
