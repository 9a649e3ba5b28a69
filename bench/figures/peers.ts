import { quietRounds } from "../disturbance.ts";
import type { Figure } from "../figure.ts";
import { cycle, Load } from "../load.ts";
import { type MeasuredResult, measured } from "../measured.ts";
import type { ServerProcess } from "../server-process.ts";
import { medianOf } from "../statistics.ts";

const CONNECTIONS = 64;
const WARM_UP_MS = 3000;

/** A server, and the calls that it is asked. */
export interface Side {
  readonly name: string;
  readonly server: ServerProcess;
  readonly requests: readonly Buffer[];
}

export interface Peer extends Side {
  /** How many times as many calls a second as this peer we must answer; nothing is promised unless given. */
  readonly atLeast?: number;
}

export interface PeersSpec {
  readonly ours: Side;
  readonly peers: readonly Peer[];
  readonly rounds: number;
  readonly roundMs: number;
}

/** The same job done by others, each as its documentation says, in the same rounds and on the same core. */
export async function againstPeers({ ours, peers, rounds, roundMs }: PeersSpec): Promise<Figure[]> {
  await using loads = new AsyncDisposableStack();
  const runs = new Map<Side, (durationMs: number) => Promise<MeasuredResult>>();
  for (const side of [ours, ...peers]) {
    const load = loads.use(await Load.connect(side.server.url, CONNECTIONS));
    runs.set(side, (durationMs) => measured(side.server, load, cycle(side.requests, durationMs)));
    await runs.get(side)?.(WARM_UP_MS);
  }
  const results = await quietRounds(rounds, async () => {
    const round = new Map<Side, MeasuredResult>();
    for (const [side, run] of runs) round.set(side, await run(roundMs));
    return round;
  });
  return peers.map((peer) => figure(ours, peer, results));
}

function figure(ours: Side, peer: Peer, results: readonly ReadonlyMap<Side, MeasuredResult>[]): Figure {
  const of = (pick: (result: MeasuredResult) => number, side: Side) =>
    medianOf(results, (round) => pick(resultOf(round, side)));
  const ratios = results.map((round) => resultOf(round, ours).perSecond / resultOf(round, peer).perSecond);
  return {
    name: `${ours.name} against ${peer.name}, calls per second`,
    value: medianOf(ratios, (ratio) => ratio),
    unit: "×",
    ...(peer.atLeast !== undefined && { must: { atLeast: peer.atLeast } }),
    rounds: ratios,
    details: {
      "our calls per second": of((result) => result.perSecond, ours),
      "the peer's calls per second": of((result) => result.perSecond, peer),
      "the peer's p99, ms": of((result) => result.latencies.percentile(99), peer),
      "the peer busy": of((result) => result.serverBusy, peer),
      "load's core busy against the peer": of((result) => result.loadCoreBusy, peer),
    },
  };
}

function resultOf(round: ReadonlyMap<Side, MeasuredResult>, side: Side): MeasuredResult {
  const result = round.get(side);
  if (result === undefined) throw new Error(`${side.name} was not measured`);
  return result;
}
