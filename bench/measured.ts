import { workedSeconds } from "./cores.ts";
import type { Load, LoadResult, NextRequest } from "./load.ts";
import type { ServerProcess } from "./server-process.ts";

const MICROSECONDS = 1e6;
/** Of the time; whoever used his core for more than this was waited for. */
const BUSY = 0.95;

export interface MeasuredResult extends LoadResult {
  /** Processor time of the server for each call, in microseconds; it suffers less than the rate from other programs. */
  readonly cpuMicroseconds: number;
  /** Part of the time for which the server used its core; below 1, something else was waited for. */
  readonly serverBusy: number;
  /** Part of the time for which the load's core worked: the generator, and what stands in for the world around. */
  readonly loadCoreBusy: number;
}

/** A run of the load, and what it took from the server that was its target. */
export function measured(server: ServerProcess, load: Load, next: NextRequest): Promise<MeasuredResult> {
  return withServerTime(server, () => load.run(next));
}

/** Likewise for any way to run a load. */
export async function withServerTime(
  server: ServerProcess,
  run: () => Promise<LoadResult>,
): Promise<MeasuredResult> {
  const before = { server: server.cpuSeconds, loadCore: workedSeconds("load") };
  const result = await run();
  const seconds = server.cpuSeconds - before.server;
  const loadCoreBusy = (workedSeconds("load") - before.loadCore) / result.elapsedSeconds;
  const serverBusy = seconds / result.elapsedSeconds;
  if (loadCoreBusy > BUSY && serverBusy < BUSY) {
    console.error(`not the server at ${server.url.host} but the core of the load was measured`);
  }
  const cpuMicroseconds = (seconds / result.answers) * MICROSECONDS;
  return { ...result, cpuMicroseconds, serverBusy, loadCoreBusy };
}
