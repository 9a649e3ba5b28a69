import { z } from "zod";
import type { Figure } from "../figure.ts";
import { cycle, getRequest, Load } from "../load.ts";
import type { SeededUser } from "../seed.ts";
import type { ServerProcess } from "../server-process.ts";
import { inTurn, medianOf } from "../statistics.ts";

const CONNECTIONS = 64;
/** Divides the sizes of both groups, so that every page is full and the last ones can be compared too. */
const PAGE = 25;
const WARM_UP_MS = 2000;

export interface ListMembersSpec {
  readonly tollgate: ServerProcess;
  /** Their ids and administrators. */
  readonly large: { readonly id: string; readonly members: readonly SeededUser[] };
  readonly small: { readonly id: string; readonly members: readonly SeededUser[] };
  readonly rounds: number;
  readonly roundMs: number;
}

/** A full page of a group's members as its administrator reads it: large group against small, first page and last. */
export async function listMembers({
  tollgate,
  large,
  small,
  rounds,
  roundMs,
}: ListMembersSpec): Promise<Figure[]> {
  const pages = {
    smallFirst: [pageRequest(small, pathOf(small.id))],
    smallLast: [pageRequest(small, await lastPageOf(tollgate.url, small))],
    largeFirst: [pageRequest(large, pathOf(large.id))],
    largeLast: [pageRequest(large, await lastPageOf(tollgate.url, large))],
  };
  // Not before the pages were walked: idle connections are closed after a minute.
  using load = await Load.connect(tollgate.url, CONNECTIONS);
  for (const requests of Object.values(pages)) await load.run(cycle(requests, WARM_UP_MS));
  const rate = async (requests: readonly Buffer[]) => (await load.run(cycle(requests, roundMs))).perSecond;
  const results = await inTurn(rounds, async () => ({
    smallFirst: await rate(pages.smallFirst),
    largeFirst: await rate(pages.largeFirst),
    smallLast: await rate(pages.smallLast),
    largeLast: await rate(pages.largeLast),
  }));
  return (["First", "Last"] as const).map((which) => {
    const [ofSmall, ofLarge] = [`small${which}`, `large${which}`] as const;
    const ratios = results.map((round) => round[ofSmall] / round[ofLarge]);
    return {
      name: `${which} page of ${large.members.length} members against ${small.members.length}, cost`,
      value: medianOf(ratios, (ratio) => ratio),
      unit: "×",
      must: { atMost: 1.5 },
      rounds: ratios,
      details: {
        "large group, pages per second": medianOf(results, (round) => round[ofLarge]),
        "small group, pages per second": medianOf(results, (round) => round[ofSmall]),
      },
    };
  });
}

function pathOf(groupId: string): string {
  return `/api/v3/groups/${groupId}/relationships/users?limit=${PAGE}`;
}

function pageRequest({ members }: ListMembersSpec["large"], path: string): Buffer {
  return getRequest(path, { "x-apikey": members[0]?.apikey ?? "" });
}

/** The path of the last page, found as a client finds it; every page before it must be full. */
async function lastPageOf(url: URL, { id, members }: ListMembersSpec["large"]): Promise<string> {
  let path = pathOf(id);
  let seen = 0;
  for (;;) {
    const response = await fetch(new URL(path, url), { headers: { "x-apikey": members[0]?.apikey ?? "" } });
    const page = z
      .object({ data: z.array(z.unknown()), links: z.object({ next: z.url().optional() }) })
      .parse(await response.json());
    seen += page.data.length;
    if (page.links.next === undefined) break;
    const next = new URL(page.links.next);
    path = next.pathname + next.search;
  }
  if (seen !== members.length)
    throw new Error(`The pages of ${id} hold ${seen} of ${members.length} members`);
  return path;
}
