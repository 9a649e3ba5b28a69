import type { z } from "zod";
import type { Actor } from "../access/actor.ts";
import type { Members } from "../access/members.ts";
import type { MemberList } from "../store/member-conditions.ts";
import type { membersQuery } from "../wire/member.ts";
import { everyOne } from "./csv.ts";
import { membersCsv } from "./exports.ts";
import { selectFields } from "./fields.ts";
import { collection, type PagedRequest, pageOf } from "./paging.ts";
import { describeMember, presentMember } from "./present-member.ts";
import type { Relationships } from "./relationships.ts";

export interface MemberListsDependencies {
  readonly members: Members;
  readonly relationships: Relationships;
}

type ListRequest = PagedRequest<z.output<typeof membersQuery>> & {
  readonly actor: Actor;
  readonly params: { readonly id: string };
};

/** A page of objects with their standing in the group; quotas only when `attributes` names them. */
export async function answerMembers(
  { members, relationships }: MemberListsDependencies,
  request: ListRequest,
  list: MemberList,
) {
  const { actor, params, query, baseUrl } = request;
  if (query.format === "csv") {
    const { filter, order } = query;
    return membersCsv(
      list,
      everyOne((page) =>
        members.list(actor, params.id, list, { ...page, filter, order, withActivity: true }),
      ),
    );
  }
  if (query.descriptors_only === "true") return answerMemberDescriptors({ members }, request, list);
  const page = await members.list(actor, params.id, list, {
    ...pageOf(request),
    filter: query.filter,
    order: query.order,
    withQuotas: query.attributes?.includes("quotas"),
    withActivity: query.with_activity === "true",
  });
  const items = page.items.map((view) => {
    const object = selectFields(query, presentMember(view, baseUrl));
    return relationships.ofUser(view, query.relationships, baseUrl, object);
  });
  return collection(request, { items, nextAfter: page.nextAfter, count: page.count });
}

/** The same as `{type, id, context_attributes}`. */
export async function answerMemberDescriptors(
  { members }: Pick<MemberListsDependencies, "members">,
  request: ListRequest,
  list: MemberList,
) {
  const { actor, params, query } = request;
  const page = await members.list(actor, params.id, list, {
    ...pageOf(request),
    filter: query.filter,
    order: query.order,
  });
  const items = page.items.map(describeMember);
  return collection(request, { items, nextAfter: page.nextAfter, count: page.count });
}
