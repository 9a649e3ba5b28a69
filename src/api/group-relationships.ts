import type { Actor } from "../access/actor.ts";
import type { Groups } from "../access/groups.ts";
import { requireRelationshipName, unknownRelationship } from "../access/relationship-names.ts";
import { collectionOf, descriptor } from "../wire/envelope.ts";
import { accountsPage, membersQuery } from "../wire/member.ts";
import { isMemberList } from "./member-list-operations.ts";
import { answerMemberDescriptors, answerMembers, type MemberListsDependencies } from "./member-lists.ts";
import { collection, type PagedRequest } from "./paging.ts";
import { defineRoute, type Route } from "./route.ts";

const about = { tags: ["groups"], bucket: "groups" } as const;

export interface GroupRelationshipRoutesDependencies extends MemberListsDependencies {
  readonly groups: Groups;
}

/** Source: https://docs.virustotal.com/reference/group-object */
export function groupRelationshipRoutes(dependencies: GroupRelationshipRoutesDependencies): Route[] {
  const { groups } = dependencies;
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: "/groups/{id}/{relationship}",
      operationId: "groupsRelationships",
      summary: "List the objects that a group is related to, for its members",
      query: membersQuery,
      csv: true,
      answer: accountsPage,
      errors: [403, 404],
      async authorize({ actor, params }) {
        await groups.see(actor, params.id);
      },
      async handle(request) {
        const { relationship } = request.params;
        if (isMemberList(relationship)) return answerMembers(dependencies, request, relationship);
        return answerEmpty(request, relationship);
      },
    }),
    defineRoute({
      ...about,
      method: "GET",
      path: "/groups/{id}/relationships/{relationship}",
      operationId: "groupsRelationshipsIds",
      summary: "List types and ids of the objects that a group is related to, for its members",
      query: membersQuery,
      answer: collectionOf(descriptor),
      errors: [403, 404],
      async authorize({ actor, params }) {
        await groups.see(actor, params.id);
      },
      async handle(request) {
        const { relationship } = request.params;
        if (isMemberList(relationship)) return answerMemberDescriptors(dependencies, request, relationship);
        return answerEmpty(request, relationship);
      },
    }),
  ];
}

/** This server holds no graphs; whatever else has a name is no relationship of a group. */
function answerEmpty(request: PagedRequest & { readonly actor: Actor }, relationship: string) {
  requireRelationshipName(relationship);
  if (relationship !== "graphs") throw unknownRelationship(relationship);
  return collection(request, { items: [], nextAfter: null, count: 0 });
}
