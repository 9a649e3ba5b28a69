import type { Figure } from "../figure.ts";
import { cycle, getRequest, Load } from "../load.ts";
import { measured } from "../measured.ts";
import type { SeededUser } from "../seed.ts";
import type { ServerProcess } from "../server-process.ts";
import { inTurn, medianOf } from "../statistics.ts";

const CONNECTIONS = 64;
/** The just-in-time compiler has settled, and the first call's purge of old usage is over. */
const WARM_UP_MS = 4000;

export interface ReadUserSpec {
  readonly tollgate: ServerProcess;
  readonly bare: ServerProcess;
  readonly members: readonly SeededUser[];
  readonly rounds: number;
  readonly roundMs: number;
}

/** `GET /users/{id}`, each of 64 members reading himself: authenticated, authorized, journalled, logged. */
export async function readUser({
  tollgate,
  bare,
  members,
  rounds,
  roundMs,
}: ReadUserSpec): Promise<Figure[]> {
  using ourLoad = await Load.connect(tollgate.url, CONNECTIONS);
  using bareLoad = await Load.connect(bare.url, CONNECTIONS);
  const ours = members
    .slice(0, CONNECTIONS)
    .map(({ id, apikey }) => getRequest(`/api/v3/users/${id}`, { "x-apikey": apikey }));
  const theirs = [getRequest("/")];
  await bareLoad.run(cycle(theirs, WARM_UP_MS));
  await ourLoad.run(cycle(ours, WARM_UP_MS));
  const results = await inTurn(rounds, async () => ({
    bare: await measured(bare, bareLoad, cycle(theirs, roundMs)),
    ours: await measured(tollgate, ourLoad, cycle(ours, roundMs)),
  }));
  const ratios = results.map((round) => round.ours.perSecond / round.bare.perSecond);
  return [
    {
      name: "GET /users/{id} against bare node:http, calls per second",
      value: medianOf(ratios, (ratio) => ratio),
      unit: "×",
      must: { atLeast: 0.6 },
      rounds: ratios,
      details: {
        "bare calls per second": medianOf(results, (round) => round.bare.perSecond),
        "our calls per second": medianOf(results, (round) => round.ours.perSecond),
        "bare processor time per call, µs": medianOf(results, (round) => round.bare.cpuMicroseconds),
        "our processor time per call, µs": medianOf(results, (round) => round.ours.cpuMicroseconds),
        "load generator busy against bare": medianOf(results, (round) => round.bare.generatorBusy),
      },
    },
  ];
}
