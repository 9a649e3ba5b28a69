import type { Groups } from "../access/groups.ts";
import { requireOperator } from "../access/permissions.ts";
import type { GroupView } from "../access/views.ts";
import { patchBody } from "../wire/account.ts";
import { collectionOf } from "../wire/envelope.ts";
import { group, groupAnswer, newGroupBody } from "../wire/group.ts";
import { fieldsQuery, filterQuery, pagingQuery, relationshipsQuery } from "../wire/queries.ts";
import { selectFields } from "./fields.ts";
import { collection, pageOf } from "./paging.ts";
import { requireSameObject } from "./patch-body.ts";
import { presentGroup } from "./present-group.ts";
import type { Relationships } from "./relationships.ts";
import { defineRoute, EMPTY, type Route } from "./route.ts";

const about = { tags: ["groups"], bucket: "groups" } as const;

export interface GroupRoutesDependencies {
  readonly groups: Groups;
  readonly relationships: Relationships;
}

export function groupRoutes(dependencies: GroupRoutesDependencies): Route[] {
  return [...memberRoutes(dependencies), ...operatorRoutes(dependencies)];
}

function memberRoutes({ groups, relationships }: GroupRoutesDependencies): Route[] {
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: "/groups/{id}",
      operationId: "groups",
      summary: "Get a group; to those outside it does not exist",
      query: fieldsQuery.extend(relationshipsQuery.shape),
      answer: groupAnswer,
      errors: [404],
      async handle({ actor, params, query, baseUrl }) {
        const view = await groups.get(actor, params.id);
        const object = selectFields(query, presentGroup(view, baseUrl));
        return { data: await relationships.ofGroup(actor, view, query.relationships, baseUrl, object) };
      },
    }),
    defineRoute({
      ...about,
      method: "PATCH",
      path: "/groups/{id}",
      operationId: "patchGroup",
      summary: "Change a group's attributes; absent ones stay",
      body: patchBody,
      answer: groupAnswer,
      errors: [403, 404],
      async authorize({ actor, params }) {
        await groups.seeAsManager(actor, params.id);
      },
      async handle({ actor, params, body, baseUrl }) {
        requireSameObject(body.data, ["group"], [params.id]);
        return { data: presentGroup(await groups.patch(actor, params.id, body.data.attributes), baseUrl) };
      },
    }),
  ];
}

function sizeOf({ group }: GroupView) {
  return {
    users_count: group.usersCount,
    administrators_count: group.administratorsCount,
    service_accounts_count: group.serviceAccountsCount,
  };
}

function operatorRoutes({ groups }: Pick<GroupRoutesDependencies, "groups">): Route[] {
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: "/groups",
      operationId: "listGroups",
      summary: "List all groups, by id (operators)",
      extension: true,
      query: pagingQuery.extend(fieldsQuery.shape).extend(filterQuery.shape),
      answer: collectionOf(group),
      errors: [403],
      async handle(request) {
        const { actor, query, baseUrl } = request;
        const page = await groups.list(actor, { ...pageOf(request), filter: query.filter });
        const items = page.items.map((view) => ({
          ...selectFields(query, presentGroup(view, baseUrl)),
          context_attributes: sizeOf(view),
        }));
        return collection(request, { items, nextAfter: page.nextAfter, count: page.count });
      },
    }),
    defineRoute({
      ...about,
      method: "POST",
      path: "/groups",
      operationId: "createGroup",
      summary: "Create a group (operators)",
      extension: true,
      body: newGroupBody,
      answer: groupAnswer,
      errors: [403, 409],
      async authorize({ actor }) {
        requireOperator(actor);
      },
      async handle({ actor, body, baseUrl }) {
        return {
          data: presentGroup(await groups.create(actor, body.data.id, body.data.attributes), baseUrl),
        };
      },
    }),
    defineRoute({
      ...about,
      method: "DELETE",
      path: "/groups/{id}",
      operationId: "deleteGroup",
      summary: "Delete a group (operators); its users stay, without a group",
      extension: true,
      answer: "empty",
      errors: [403, 404],
      async handle({ actor, params }) {
        await groups.delete(actor, params.id);
        return EMPTY;
      },
    }),
  ];
}
