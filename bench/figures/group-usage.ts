import type { Figure } from "../figure.ts";
import { getRequest, Load, once } from "../load.ts";
import type { SeededUser } from "../seed.ts";
import type { ServerProcess } from "../server-process.ts";
import { inTurn, median, medianOf } from "../statistics.ts";

const CALLS = 40;
const WARM_UP_CALLS = 10;

export interface GroupUsageSpec {
  readonly tollgate: ServerProcess;
  readonly group: { readonly id: string; readonly members: readonly SeededUser[] };
  readonly rounds: number;
}

/** `GET /groups/{id}/api_usage` over its default 30 days, one call at a time. */
export async function groupUsage({ tollgate, group, rounds }: GroupUsageSpec): Promise<Figure[]> {
  using load = await Load.connect(tollgate.url, 1);
  const request = getRequest(`/api/v3/groups/${group.id}/api_usage`, {
    "x-apikey": group.members[0]?.apikey ?? "",
  });
  const callMs = async () => (await load.run(once([request]))).elapsedSeconds * 1000;
  await inTurn(WARM_UP_CALLS, callMs);
  const results = await inTurn(rounds, () => inTurn(CALLS, callMs));
  const medians = results.map(median);
  return [
    {
      name: `api_usage of ${group.members.length} members over 30 days`,
      value: medianOf(medians, (ms) => ms),
      unit: "ms",
      must: { atMost: 50 },
      rounds: medians,
      details: { "slowest call, ms": Math.max(...results.flat()) },
    },
  ];
}
