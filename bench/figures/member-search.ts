import { z } from "zod";
import type { Figure } from "../figure.ts";
import { getRequest, Load, once } from "../load.ts";
import type { SeededUser } from "../seed.ts";
import type { ServerProcess } from "../server-process.ts";
import { inTurn, median } from "../statistics.ts";

/** As the console's table of members asks. */
const PAGE = "limit=40&with_activity=true";
/** Every modifier and every order, alone and together; what fits nobody, one, some and all. */
const SEARCHES = [
  "",
  "filter=doe",
  "filter=nobody-of-this-name",
  "filter=crowd-099999",
  "filter=crowd",
  "filter=email:crowd-0999",
  "filter=username:crowd-09",
  "filter=first_name:ada",
  `filter=${encodeURIComponent('last_name:"de la cruz"')}`,
  "filter=status:active",
  "filter=status:inactive",
  "filter=2fa_enabled:false",
  "filter=api_quota_group:crowd",
  `filter=${encodeURIComponent("status:active email:crowd last_name:doe 2fa_enabled:true")}`,
  "order=last_seen",
  "order=last_seen-",
  "order=quota_consumed",
  "order=quota_consumed-",
  "filter=doe&order=last_seen-",
  "filter=2fa_enabled:false&order=quota_consumed-",
] as const;
const MS_MAX = 100;

export interface MemberSearchSpec {
  readonly tollgate: ServerProcess;
  readonly engine: string;
  readonly group: { readonly id: string; readonly members: readonly SeededUser[] };
  readonly rounds: number;
}

/** How long an administrator waits for a page of each search, one call at a time: the first one, one in the middle, the last. */
export async function memberSearch({ tollgate, engine, group, rounds }: MemberSearchSpec): Promise<Figure[]> {
  using load = await Load.connect(tollgate.url, 1);
  const apikey = group.members[0]?.apikey ?? "";
  const path = `/api/v3/groups/${group.id}/relationships/users?${PAGE}`;
  const callMs = async (search: string, skip: number) => {
    const request = getRequest(`${path}&${search}${skip === 0 ? "" : `&skip=${skip}`}`, {
      "x-apikey": apikey,
    });
    return (await load.run(once([request]))).elapsedSeconds * 1000;
  };
  const counts = new Map<string, number>();
  for (const search of SEARCHES) counts.set(search, await countOf(`${path}&${search}`, tollgate.url, apikey));
  const measured = await inTurn(rounds, () =>
    inTurn(SEARCHES.length, async (index) => {
      const search = SEARCHES[index] ?? "";
      const count = counts.get(search) ?? 0;
      return {
        first: await callMs(search, 0),
        middle: await callMs(search, Math.floor(count / 2)),
        last: await callMs(search, Math.max(0, count - 1)),
      };
    }),
  );
  return (["first", "middle", "last"] as const).map((which) => {
    const medians = SEARCHES.map((_search, index) =>
      median(measured.map((round) => round[index]?.[which] ?? 0)),
    );
    return {
      name: `${which} page of the slowest search of ${group.members.length} members on ${engine}`,
      value: Math.max(...medians),
      unit: "ms",
      must: { atMost: MS_MAX },
      rounds: measured.map((round) => Math.max(...round.map((times) => times[which]))),
      details: Object.fromEntries(
        SEARCHES.map((search, index) => [decodeURIComponent(search) || "by name", medians[index] ?? 0]),
      ),
    };
  });
}

async function countOf(path: string, url: URL, apikey: string): Promise<number> {
  const response = await fetch(new URL(path, url), { headers: { "x-apikey": apikey } });
  return z.object({ meta: z.object({ count: z.number() }) }).parse(await response.json()).meta.count;
}
