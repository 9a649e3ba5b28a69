import type { GroupKeys, GroupKeyView } from "../access/group-keys.ts";
import type { Groups } from "../access/groups.ts";
import { groupApiKeysAnswer, groupApiKeysQuery } from "../wire/api-key.ts";
import { collection, pageOf } from "./paging.ts";
import { presentApiKey } from "./present-api-key.ts";
import { defineRoute, type Route } from "./route.ts";

export interface GroupKeyRoutesDependencies {
  readonly groups: Groups;
  readonly groupKeys: GroupKeys;
}

export function groupKeyRoutes({ groups, groupKeys }: GroupKeyRoutesDependencies): Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/groups/{id}/api_keys",
      operationId: "listApiKeysOfGroup",
      summary:
        "List the API keys of a group's members and service accounts, those that end first (administrators)",
      tags: ["api_keys"],
      extension: true,
      bucket: "api_keys",
      query: groupApiKeysQuery,
      answer: groupApiKeysAnswer,
      errors: [403, 404],
      async authorize({ actor, params }) {
        await groups.seeAsManager(actor, params.id);
      },
      async handle(request) {
        const { actor, params, query, baseUrl } = request;
        const page = await groupKeys.list(actor, params.id, {
          ...pageOf(request),
          expiringBefore: query.expiring_before,
        });
        const items = page.items.map((view) => present(view, baseUrl));
        return collection(request, { items, nextAfter: page.nextAfter, count: page.count });
      },
    }),
  ];
}

function present({ key, owner, end, problem }: GroupKeyView, baseUrl: string) {
  return {
    ...presentApiKey(key, owner, baseUrl),
    context_attributes: {
      owner: { type: owner.kind, id: owner.id },
      ...(end !== undefined && { refused_from: end }),
      ...(problem !== undefined && { problem }),
    },
  };
}
