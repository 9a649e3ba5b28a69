import { quietRounds } from "../disturbance.ts";
import type { Figure } from "../figure.ts";
import { cycle, getRequest, Load } from "../load.ts";
import { measured } from "../measured.ts";
import type { Nginx } from "../nginx.ts";
import type { SeededUser } from "../seed.ts";
import type { ServerProcess } from "../server-process.ts";
import { medianOf } from "../statistics.ts";

const CONNECTIONS = 64;
const WARM_UP_MS = 4000;
const PATH = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";

export interface NginxSpec {
  /** Asks a server that always says yes, at its first address, and `/authorize` at its second. */
  readonly nginx: Nginx;
  readonly tollgate: ServerProcess;
  readonly members: readonly SeededUser[];
  readonly rounds: number;
  readonly roundMs: number;
}

/** nginx in front of a file, asking before each answer; nginx and what it asks share the servers' core. */
export async function nginxQuestions(spec: NginxSpec): Promise<Figure[]> {
  const { nginx, tollgate, members, rounds, roundMs } = spec;
  const [emptyUrl, ourUrl] = nginx.urls;
  if (emptyUrl === undefined || ourUrl === undefined) throw new Error("nginx must have two addresses");
  using emptyLoad = await Load.connect(emptyUrl, CONNECTIONS);
  using ourLoad = await Load.connect(ourUrl, CONNECTIONS);
  const requests = members.map(({ apikey }) => getRequest(PATH, { "x-apikey": apikey }));
  for (const load of [emptyLoad, ourLoad]) await load.run(cycle(requests, WARM_UP_MS));
  const results = await quietRounds(rounds, async () => {
    const empty = await measured(nginx.process, emptyLoad, cycle(requests, roundMs));
    const before = tollgate.cpuSeconds;
    const ours = await measured(nginx.process, ourLoad, cycle(requests, roundMs));
    return { empty, ours, ourMicroseconds: ((tollgate.cpuSeconds - before) / ours.answers) * 1e6 };
  });
  const ratios = results.map(({ ours, empty }) => ours.perSecond / empty.perSecond);
  return [
    {
      name: "nginx asking /authorize against nginx asking an empty answer, calls per second",
      value: medianOf(ratios, (ratio) => ratio),
      unit: "×",
      must: { atLeast: 0.85 },
      rounds: ratios,
      details: {
        "empty answer, calls per second": medianOf(results, ({ empty }) => empty.perSecond),
        "/authorize, calls per second": medianOf(results, ({ ours }) => ours.perSecond),
        "nginx's processor time per call, µs": medianOf(results, ({ ours }) => ours.cpuMicroseconds),
        "our processor time per call, µs": medianOf(results, ({ ourMicroseconds }) => ourMicroseconds),
        "/authorize, p99, ms": medianOf(results, ({ ours }) => ours.latencies.percentile(99)),
      },
    },
  ];
}
