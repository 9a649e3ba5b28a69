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
  const before = server.cpuSeconds;
  const result = await run();
  const seconds = server.cpuSeconds - before;
  const serverBusy = seconds / result.elapsedSeconds;
  if (result.generatorBusy > BUSY && serverBusy < BUSY) {
    console.error(`not the server at ${server.url.host} but the load generator was measured`);
  }
  return { ...result, cpuMicroseconds: (seconds / result.answers) * MICROSECONDS, serverBusy };
}
