import { quietRounds } from "../disturbance.ts";
import type { Figure } from "../figure.ts";
import { cycle, Load } from "../load.ts";
import { type MeasuredResult, measured } from "../measured.ts";
import type { SeededUser } from "../seed.ts";
import type { ServerProcess } from "../server-process.ts";
import { medianOf } from "../statistics.ts";
import { authorizeRequests } from "./authorize.ts";

const CONNECTIONS = 64;
const WARM_UP_MS = 4000;

/** A server with a store of its own, and the members of one group there. */
export interface Side {
  readonly name: string;
  readonly tollgate: ServerProcess;
  readonly members: readonly SeededUser[];
}

export interface StoresSpec {
  readonly usual: Side;
  readonly other: Side;
  /** Of the usual store's rate; nothing is promised unless given. */
  readonly atLeast?: number;
  readonly rounds: number;
  readonly roundMs: number;
}

/** `/authorize` as in its own figure, with the journal kept in another way. PostgreSQL's processes are on the load's core. */
export async function storesCompared(spec: StoresSpec): Promise<Figure[]> {
  const { usual, other, atLeast, rounds, roundMs } = spec;
  using usualLoad = await Load.connect(usual.tollgate.url, CONNECTIONS);
  using otherLoad = await Load.connect(other.tollgate.url, CONNECTIONS);
  const round = ({ tollgate, members }: Side, load: Load, durationMs: number) =>
    measured(tollgate, load, cycle(authorizeRequests(members), durationMs));
  await round(usual, usualLoad, WARM_UP_MS);
  await round(other, otherLoad, WARM_UP_MS);
  const results = await quietRounds(rounds, async () => ({
    usual: await round(usual, usualLoad, roundMs),
    other: await round(other, otherLoad, roundMs),
  }));
  const ratios = results.map((result) => result.other.perSecond / result.usual.perSecond);
  return [
    {
      name: `/authorize on ${other.name} against ${usual.name}, calls per second`,
      value: medianOf(ratios, (ratio) => ratio),
      unit: "×",
      ...(atLeast !== undefined && { must: { atLeast } }),
      rounds: ratios,
      details: {
        ...detailsOf(
          usual,
          results.map((result) => result.usual),
        ),
        ...detailsOf(
          other,
          results.map((result) => result.other),
        ),
      },
    },
  ];
}

function detailsOf({ name }: Side, results: readonly MeasuredResult[]): Readonly<Record<string, number>> {
  return {
    [`${name}, calls per second`]: medianOf(results, ({ perSecond }) => perSecond),
    [`${name}, our processor time per call, µs`]: medianOf(results, ({ cpuMicroseconds }) => cpuMicroseconds),
    [`${name}, our server busy`]: medianOf(results, ({ serverBusy }) => serverBusy),
    [`${name}, load's core busy`]: medianOf(results, ({ loadCoreBusy }) => loadCoreBusy),
    [`${name}, p50, ms`]: medianOf(results, ({ latencies }) => latencies.percentile(50)),
    [`${name}, p99, ms`]: medianOf(results, ({ latencies }) => latencies.percentile(99)),
  };
}
