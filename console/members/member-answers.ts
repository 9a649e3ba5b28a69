import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import type { Client } from "../../src/client/client.ts";
import type { Page } from "../../src/client/connection.ts";
import type { Member, MemberList, MemberSearch } from "../../src/client/members.ts";

/** A list of members as somebody has searched it. */
export interface MemberQuestion extends MemberSearch {
  readonly group: string;
  readonly list: MemberList;
}

/** Page by page; the next one is asked for when it is needed. */
export function membersQuery(api: Client, { group, list, ...search }: MemberQuestion) {
  return infiniteQueryOptions({
    queryKey: ["members", group, list, search],
    queryFn: ({ pageParam }) => api.members.page(group, list, search, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ meta }) => meta?.cursor,
  });
}

export function invitationsQuery(api: Client, group: string) {
  return queryOptions({
    queryKey: ["invitations", group],
    queryFn: () => Array.fromAsync(api.invitations.list(group)),
  });
}

type Pages = InfiniteData<Page<Member>>;

/** Puts changed members where they stand in every list that is loaded, so that none has to be loaded again. */
export function replaceMembers(
  answers: QueryClient,
  group: string,
  change: (member: Member) => Member | undefined,
): void {
  answers.setQueriesData<Pages>({ queryKey: ["members", group], predicate: isPaged }, (data) =>
    data === undefined
      ? data
      : {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            data: page.data.map(change).filter((member) => member !== undefined),
          })),
        },
  );
}

/** Who is in the group has changed: what is loaded is asked for anew from its first page on. */
export async function forgetMembers(answers: QueryClient, group: string): Promise<void> {
  await answers.resetQueries({ queryKey: ["members", group] });
  await answers.invalidateQueries({ queryKey: ["invitations", group] });
}

function isPaged({ state }: { readonly state: { readonly data: unknown } }): boolean {
  return typeof state.data === "object" && state.data !== null && "pages" in state.data;
}
