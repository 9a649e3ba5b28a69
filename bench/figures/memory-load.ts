import type { Figure } from "../figure.ts";
import { Load, type LoadResult, once } from "../load.ts";
import type { SeededUser } from "../seed.ts";
import type { ServerProcess } from "../server-process.ts";
import { inTurn, medianOf } from "../statistics.ts";
import { authorizeRequests } from "./authorize.ts";

const CONNECTIONS = 64;
const SAMPLES = 20;
const MIB = 1024 * 1024;

export interface MemoryLoadSpec {
  readonly tollgate: ServerProcess;
  /** Who asks, in turn. */
  readonly members: readonly SeededUser[];
  readonly calls: number;
}

interface Sample extends LoadResult {
  readonly mib: number;
}

/** Resident memory while many keys ask `/authorize` as fast as they can, and whether it grows although nothing is new. */
export async function memoryLoad({ tollgate, members, calls }: MemoryLoadSpec): Promise<Figure[]> {
  using load = await Load.connect(tollgate.url, CONNECTIONS);
  const requests = authorizeRequests(members);
  const share = Math.round(calls / SAMPLES);
  const samples = await inTurn(SAMPLES, async (): Promise<Sample> => {
    const result = await load.run(once(repeated(requests, share)));
    return { ...result, mib: tollgate.residentBytes / MIB };
  });
  const sizes = samples.map(({ mib }) => mib);
  return [
    {
      name: `Resident memory at full load with ${members.length} keys`,
      // Not a median: what counts is the most that it takes.
      value: Math.max(...sizes),
      unit: "MiB",
      must: { atMost: 200 },
      rounds: sizes,
      details: {
        "calls per second": medianOf(samples, ({ perSecond }) => perSecond),
        "highest ever, MiB": tollgate.residentBytesMax / MIB,
      },
    },
    {
      name: `Growth over the second half of ${(share * SAMPLES).toLocaleString("en-US")} calls`,
      // By then every cache holds what it may hold.
      value: (sizes.at(-1) ?? 0) - (sizes[SAMPLES / 2 - 1] ?? 0),
      unit: "MiB",
      must: { atMost: 10 },
      rounds: sizes.slice(1).map((size, index) => size - (sizes[index] ?? 0)),
      details: {},
    },
  ];
}

/** That many of the requests, which are sent over and over. */
function repeated(requests: readonly Buffer[], count: number): readonly Buffer[] {
  return Array.from({ length: count }, (_, index) => requests[index % requests.length] ?? Buffer.alloc(0));
}
