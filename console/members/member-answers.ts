import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { Client } from "../../src/client/client.ts";
import type { Page } from "../../src/client/connection.ts";
import type { Member, MemberList, MemberSearch } from "../../src/client/members.ts";
import type { SparseQuestion } from "../rows/use-sparse-rows.ts";

/** A list of members as somebody has searched it. */
export interface MemberQuestion extends MemberSearch {
  readonly group: string;
  readonly list: MemberList;
}

export function membersQuestion(
  api: Client,
  { group, list, ...search }: MemberQuestion,
): SparseQuestion<Member> {
  return {
    queryKey: ["members", group, list, search],
    readPage: (skip) => api.members.page(group, list, { ...search, skip }),
  };
}

export function memberQuery(api: Client, group: string, list: "users" | "service_accounts", id: string) {
  return queryOptions({
    queryKey: ["member", group, list, id],
    // The list knows of roles and caps what the account alone does not.
    queryFn: async (): Promise<Member> => {
      const [account, page] = await Promise.all([
        api.users.get(id),
        api.members.page(group, list, { filter: `username:${JSON.stringify(id)}`, withActivity: true }),
      ]);
      return page.data.find((one) => one.id === account.id) ?? { ...account, context_attributes: {} };
    },
  });
}

/** By address: the server's order, by their ids, is none to people. */
export function invitationsQuery(api: Client, group: string, filter: string | undefined) {
  return queryOptions({
    queryKey: ["invitations", group, filter ?? ""],
    queryFn: async () => {
      const all = await Array.fromAsync(api.invitations.list(group, filter));
      return all.sort((a, b) => (a.attributes.email < b.attributes.email ? -1 : 1));
    },
  });
}

/** Puts changed members where they stand in everything that is loaded, so that nothing has to be loaded again. */
export function replaceMembers(
  answers: QueryClient,
  group: string,
  change: (member: Member) => Member,
): void {
  answers.setQueriesData<Page<Member>>({ queryKey: ["members", group], predicate: isPage }, (page) =>
    page === undefined ? page : { ...page, data: page.data.map(change) },
  );
  answers.setQueriesData<Member>({ queryKey: ["member", group] }, (member) => member && change(member));
}

/** Who is in the group has changed: what is loaded is asked for anew. */
export async function forgetMembers(answers: QueryClient, group: string): Promise<void> {
  await answers.resetQueries({ queryKey: ["members", group] });
  await answers.invalidateQueries({ queryKey: ["invitations", group] });
}

function isPage({ state }: { readonly state: { readonly data: unknown } }): boolean {
  return (
    typeof state.data === "object" && state.data !== null && Array.isArray(Reflect.get(state.data, "data"))
  );
}
