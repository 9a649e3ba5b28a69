import { quietRounds } from "../disturbance.ts";
import type { Figure } from "../figure.ts";
import { cycle, getRequest, Load } from "../load.ts";
import { type MeasuredResult, measured, withServerTime } from "../measured.ts";
import type { SeededUser } from "../seed.ts";
import type { ServerProcess } from "../server-process.ts";
import { medianOf } from "../statistics.ts";

const CONNECTIONS = 64;
/** The just-in-time compiler has settled. */
const WARM_UP_MS = 4000;
/** Of the rate that was reached, for the latency at a steady rate. */
const STEADY_SHARE = 0.7;
const PATH = "/authorize/api/v3/files/44d88612fea8a8f36de82e1278abb02f";

export interface AuthorizeSpec {
  readonly tollgate: ServerProcess;
  readonly bare: ServerProcess;
  /** Of one group, with limits of the user and of the group for the hour, the day and the month. */
  readonly members: readonly SeededUser[];
  /** Of the rate of the bare server, at least. */
  readonly atLeast: number;
  readonly rounds: number;
  readonly roundMs: number;
}

/** `/authorize` about a file, asked by every member in turn: the whole decision on six counters, journalled. */
export async function authorize(spec: AuthorizeSpec): Promise<Figure[]> {
  const { tollgate, bare, members, rounds, roundMs } = spec;
  using ourLoad = await Load.connect(tollgate.url, CONNECTIONS);
  using bareLoad = await Load.connect(bare.url, CONNECTIONS);
  const ours = authorizeRequests(members);
  const theirs = [getRequest("/")];
  await bareLoad.run(cycle(theirs, WARM_UP_MS));
  await ourLoad.run(cycle(ours, WARM_UP_MS));
  const results = await quietRounds(rounds, async () => {
    const ofBare = await measured(bare, bareLoad, cycle(theirs, roundMs));
    const full = await measured(tollgate, ourLoad, cycle(ours, roundMs));
    const perSecond = full.perSecond * STEADY_SHARE;
    const steady = await withServerTime(tollgate, () => ourLoad.runAtRate(ours, perSecond, roundMs));
    return { bare: ofBare, full, steady };
  });
  return [rate(spec, results), latency(spec, results)];
}

/** Each member's question. */
export function authorizeRequests(members: readonly SeededUser[]): readonly Buffer[] {
  return members.map(({ apikey }) => getRequest(PATH, { "x-apikey": apikey }));
}

type Round = Readonly<Record<"bare" | "full" | "steady", MeasuredResult>>;

function rate({ members, atLeast }: AuthorizeSpec, results: readonly Round[]): Figure {
  const ratios = results.map(({ full, bare }) => full.perSecond / bare.perSecond);
  return {
    name: `/authorize with ${members.length} keys of one group, six counters, against bare node:http`,
    value: medianOf(ratios, (ratio) => ratio),
    unit: "×",
    must: { atLeast },
    rounds: ratios,
    details: {
      "bare calls per second": medianOf(results, ({ bare }) => bare.perSecond),
      "our calls per second": medianOf(results, ({ full }) => full.perSecond),
      "bare processor time per call, µs": medianOf(results, ({ bare }) => bare.cpuMicroseconds),
      "our processor time per call, µs": medianOf(results, ({ full }) => full.cpuMicroseconds),
      "bare server busy": medianOf(results, ({ bare }) => bare.serverBusy),
      "our server busy": medianOf(results, ({ full }) => full.serverBusy),
      "load generator busy against bare": medianOf(results, ({ bare }) => bare.generatorBusy),
      "load generator busy against ours": medianOf(results, ({ full }) => full.generatorBusy),
    },
  };
}

function latency({ members }: AuthorizeSpec, results: readonly Round[]): Figure {
  const p99s = results.map(({ full }) => full.latencies.percentile(99));
  return {
    name: `/authorize with ${members.length} keys of one group, six counters, p99 at full load`,
    value: medianOf(p99s, (ms) => ms),
    unit: "ms",
    must: { atMost: 5 },
    rounds: p99s,
    details: {
      "p50 at full load, ms": medianOf(results, ({ full }) => full.latencies.percentile(50)),
      "p99.9 at full load, ms": medianOf(results, ({ full }) => full.latencies.percentile(99.9)),
      "steady calls per second": medianOf(results, ({ steady }) => steady.perSecond),
      "p50 at the steady rate, ms": medianOf(results, ({ steady }) => steady.latencies.percentile(50)),
      "p99 at the steady rate, ms": medianOf(results, ({ steady }) => steady.latencies.percentile(99)),
    },
  };
}
