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
const STEADY_PER_SECOND = 5000;
export const PASSED_PATH = "/api/v3/files/275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

export interface GatewaySpec {
  readonly tollgate: ServerProcess;
  /** Passes everything on and decides nothing. */
  readonly bare: ServerProcess;
  /** What both pass the calls on to. */
  readonly upstream: ServerProcess;
  /** Of one group, with limits of the user and of the group for the hour, the day and the month. */
  readonly members: readonly SeededUser[];
  readonly rounds: number;
  readonly roundMs: number;
}

type Side = "bare" | "ours";
type SteadySide = Side | "direct";

interface Round {
  readonly full: Readonly<Record<Side, MeasuredResult>>;
  readonly steady: Readonly<Record<SteadySide, MeasuredResult>>;
}

/** `GET /files/{id}`, asked by every member in turn: decided on six counters, forwarded, journalled, rewritten. */
export async function gateway(spec: GatewaySpec): Promise<Figure[]> {
  const { tollgate, bare, upstream, members, rounds, roundMs } = spec;
  using ourLoad = await Load.connect(tollgate.url, CONNECTIONS);
  using bareLoad = await Load.connect(bare.url, CONNECTIONS);
  using directLoad = await Load.connect(upstream.url, CONNECTIONS);
  // The same bytes for all: what is not ours takes no notice of the key, but passes it on.
  const requests = members.map(({ apikey }) => getRequest(PASSED_PATH, { "x-apikey": apikey }));
  const full = (server: ServerProcess, load: Load) => measured(server, load, cycle(requests, roundMs));
  const steady = (server: ServerProcess, load: Load) =>
    withServerTime(server, () => load.runAtRate(requests, STEADY_PER_SECOND, roundMs));
  for (const load of [directLoad, bareLoad, ourLoad]) await load.run(cycle(requests, WARM_UP_MS));
  const results = await quietRounds(rounds, async (): Promise<Round> => {
    const ofBare = await full(bare, bareLoad);
    const ours = await full(tollgate, ourLoad);
    return {
      full: { bare: ofBare, ours },
      steady: {
        direct: await steady(upstream, directLoad),
        bare: await steady(bare, bareLoad),
        ours: await steady(tollgate, ourLoad),
      },
    };
  });
  return [rate(results), overhead(results, 50, 0.3), overhead(results, 99, 2)];
}

function rate(results: readonly Round[]): Figure {
  const ratios = results.map(({ full }) => full.ours.perSecond / full.bare.perSecond);
  return {
    name: "Gateway, six counters and 1 KiB forwarded, against a bare proxy, calls per second",
    value: medianOf(ratios, (ratio) => ratio),
    unit: "×",
    must: { atLeast: 0.85 },
    rounds: ratios,
    details: {
      "bare calls per second": medianOf(results, ({ full }) => full.bare.perSecond),
      "our calls per second": medianOf(results, ({ full }) => full.ours.perSecond),
      "bare processor time per call, µs": medianOf(results, ({ full }) => full.bare.cpuMicroseconds),
      "our processor time per call, µs": medianOf(results, ({ full }) => full.ours.cpuMicroseconds),
      "bare proxy busy": medianOf(results, ({ full }) => full.bare.serverBusy),
      "our server busy": medianOf(results, ({ full }) => full.ours.serverBusy),
      "load's core busy against bare": medianOf(results, ({ full }) => full.bare.loadCoreBusy),
      "load's core busy against ours": medianOf(results, ({ full }) => full.ours.loadCoreBusy),
      "p99 at full load, ms": medianOf(results, ({ full }) => full.ours.latencies.percentile(99)),
    },
  };
}

/** What the way through us adds to the way straight to the upstream. */
function overhead(results: readonly Round[], hundredths: number, msMax: number): Figure {
  const of = ({ steady }: Round, side: SteadySide) => steady[side].latencies.percentile(hundredths);
  const added = results.map((round) => of(round, "ours") - of(round, "direct"));
  return {
    name: `Gateway's overhead at ${STEADY_PER_SECOND} calls a second, p${hundredths}`,
    value: medianOf(added, (ms) => ms),
    unit: "ms",
    must: { atMost: msMax },
    rounds: added,
    details: {
      "straight to the upstream, ms": medianOf(results, (round) => of(round, "direct")),
      "through the bare proxy, ms": medianOf(results, (round) => of(round, "bare")),
      "through ours, ms": medianOf(results, (round) => of(round, "ours")),
    },
  };
}
