import type { Figure } from "../figure.ts";
import { cycle, getRequest, Load } from "../load.ts";
import { type MeasuredResult, measured } from "../measured.ts";
import type { SeededUser } from "../seed.ts";
import type { ServerProcess } from "../server-process.ts";
import { inTurn, medianOf } from "../statistics.ts";
import { ASKED_PATH } from "./authorize.ts";

const CONNECTIONS = 64;
const WARM_UP_MS = 4000;

/** A server and 64 members of one group there. */
export interface Side {
  readonly tollgate: ServerProcess;
  readonly members: readonly SeededUser[];
}

export interface AuthorizePostgresSpec {
  readonly sqlite: Side;
  readonly postgres: Side;
  readonly rounds: number;
  readonly roundMs: number;
}

/** `/authorize` as in its own figure, with the journal in PostgreSQL, whose processes are on the load's core. */
export async function authorizePostgres(spec: AuthorizePostgresSpec): Promise<Figure[]> {
  const { sqlite, postgres, rounds, roundMs } = spec;
  using sqliteLoad = await Load.connect(sqlite.tollgate.url, CONNECTIONS);
  using postgresLoad = await Load.connect(postgres.tollgate.url, CONNECTIONS);
  const round = async (side: Side, load: Load, durationMs: number): Promise<MeasuredResult> => {
    const requests = side.members.map(({ apikey }) => getRequest(ASKED_PATH, { "x-apikey": apikey }));
    return measured(side.tollgate, load, cycle(requests, durationMs));
  };
  await round(sqlite, sqliteLoad, WARM_UP_MS);
  await round(postgres, postgresLoad, WARM_UP_MS);
  const results = await inTurn(rounds, async () => ({
    sqlite: await round(sqlite, sqliteLoad, roundMs),
    postgres: await round(postgres, postgresLoad, roundMs),
  }));
  const ratios = results.map((result) => result.postgres.perSecond / result.sqlite.perSecond);
  return [
    {
      name: "/authorize on PostgreSQL against SQLite, calls per second",
      value: medianOf(ratios, (ratio) => ratio),
      unit: "×",
      must: { atLeast: 0.6 },
      rounds: ratios,
      details: {
        "SQLite, calls per second": medianOf(results, (result) => result.sqlite.perSecond),
        "PostgreSQL, calls per second": medianOf(results, (result) => result.postgres.perSecond),
        "SQLite, load's core busy": medianOf(results, (result) => result.sqlite.loadCoreBusy),
        "SQLite, processor time per call, µs": medianOf(results, (result) => result.sqlite.cpuMicroseconds),
        "PostgreSQL, our processor time per call, µs": medianOf(
          results,
          (result) => result.postgres.cpuMicroseconds,
        ),
        "PostgreSQL, our server busy": medianOf(results, (result) => result.postgres.serverBusy),
        "PostgreSQL, load's core busy": medianOf(results, (result) => result.postgres.loadCoreBusy),
        "PostgreSQL, load generator busy": medianOf(results, (result) => result.postgres.generatorBusy),
        "PostgreSQL, p50, ms": medianOf(results, (result) => result.postgres.latencies.percentile(50)),
        "PostgreSQL, p99, ms": medianOf(results, (result) => result.postgres.latencies.percentile(99)),
      },
    },
  ];
}
