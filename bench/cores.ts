import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** Of /proc/stat; Linux has reported in hundredths of a second on every platform for decades. */
export const TICKS_PER_SECOND = 100;

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

/** For how long a core has worked so far, for whomever; the whole machine's where nothing is pinned. */
export function workedSeconds(core: Core): number {
  const name = arePinned ? `cpu${NUMBERS[core]}` : "cpu";
  const line = new RegExp(`^${name} +(.*)$`, "m").exec(readFileSync("/proc/stat", "utf8"))?.[1] ?? "";
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(" ").map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
}
