import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

const NUMBERS = { server: 0, load: 1 };

/** Servers get one core and the load another, where the system can arrange that. */
export const arePinned = availableParallelism() > 1 && spawnSync("taskset", ["--version"]).status === 0;

/** Servers that are measured share a core; what stands in for the world around them is beside the load. */
export type Core = "server" | "load";

/** The command that runs another one on a core. */
export function onCore(core: Core, command: readonly string[]): readonly string[] {
  return arePinned ? ["taskset", "-c", String(NUMBERS[core]), ...command] : command;
}

/** Moves this process, its threads included, to the load's core. */
export function moveToLoadCore(): void {
  if (arePinned) spawnSync("taskset", ["-a", "-p", "-c", String(NUMBERS.load), String(process.pid)]);
}
