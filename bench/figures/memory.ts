import type { Figure } from "../figure.ts";
import { cycle, getRequest, Load } from "../load.ts";
import type { SeededUser } from "../seed.ts";
import type { ServerProcess } from "../server-process.ts";
import { inTurn } from "../statistics.ts";

const CONNECTIONS = 64;
/** Users who call, where not everybody does. */
const ACTIVE = 1000;
const MIB = 1024 * 1024;

export interface MemorySpec {
  readonly tollgate: ServerProcess;
  readonly users: readonly SeededUser[];
  readonly rounds: number;
  readonly roundMs: number;
}

/**
 * Resident memory while a thousand of many users call, and after all of them have read themselves, so that every cache
 * has what it may hold.
 */
export async function memory({ tollgate, users, rounds, roundMs }: MemorySpec): Promise<Figure[]> {
  using load = await Load.connect(tollgate.url, CONNECTIONS);
  const sizes = async (callers: readonly SeededUser[]) => {
    const share = Math.ceil(callers.length / rounds);
    return inTurn(rounds, async (round) => {
      const some = callers.slice(round * share, (round + 1) * share);
      const requests = some.map(({ id, apikey }) =>
        getRequest(`/api/v3/users/${id}`, { "x-apikey": apikey }),
      );
      await load.run(cycle(requests, roundMs));
      return tollgate.residentBytes / MIB;
    });
  };
  const active = await sizes(users.slice(0, ACTIVE));
  const all = await sizes(users);
  const highest = tollgate.residentBytesMax / MIB;
  return [
    figureOf(`Resident memory with ${users.length} users, of whom ${ACTIVE} call`, active, {}),
    figureOf(`Resident memory after ${users.length} users have called`, all, {
      "highest ever, MiB": highest,
    }),
  ];
}

function figureOf(name: string, sizes: readonly number[], details: Figure["details"]): Figure {
  // Not a median: memory only grows, and what counts is where it ends.
  return { name, value: Math.max(...sizes), unit: "MiB", must: { atMost: 150 }, rounds: sizes, details };
}
