import type { Figure } from "../figure.ts";
import { cycle, getRequest, Load } from "../load.ts";
import type { SeededUser } from "../seed.ts";
import type { ServerProcess } from "../server-process.ts";
import { inTurn } from "../statistics.ts";

const CONNECTIONS = 64;
const MIB = 1024 * 1024;

export interface MemorySpec {
  readonly tollgate: ServerProcess;
  readonly users: readonly SeededUser[];
  readonly rounds: number;
  readonly roundMs: number;
}

/** Resident memory after many different users have read themselves, so that every cache has what it may hold. */
export async function memory({ tollgate, users, rounds, roundMs }: MemorySpec): Promise<Figure[]> {
  using load = await Load.connect(tollgate.url, CONNECTIONS);
  const share = Math.ceil(users.length / rounds);
  const sizes = await inTurn(rounds, async (round) => {
    const some = users.slice(round * share, (round + 1) * share);
    const requests = some.map(({ id, apikey }) => getRequest(`/api/v3/users/${id}`, { "x-apikey": apikey }));
    await load.run(cycle(requests, roundMs));
    return tollgate.residentBytes / MIB;
  });
  return [
    {
      name: `Resident memory with ${users.length} users`,
      // Not a median: memory only grows, and what counts is where it ends.
      value: Math.max(...sizes),
      unit: "MiB",
      must: { atMost: 150 },
      rounds: sizes,
      details: { "highest ever, MiB": tollgate.residentBytesMax / MIB },
    },
  ];
}
