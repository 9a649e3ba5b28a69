import type { Consumption } from "../access/consumption.ts";
import type { Groups } from "../access/groups.ts";
import { formatQuery } from "../wire/queries.ts";
import { consumersAnswer, consumptionQuery } from "../wire/quotas.ts";
import { everyOne } from "./csv.ts";
import { consumersCsv } from "./exports.ts";
import { selectFields, wantsAttribute } from "./fields.ts";
import { collection, pageOf } from "./paging.ts";
import { presentUser } from "./present-user.ts";
import type { Relationships } from "./relationships.ts";
import { defineRoute, type Route } from "./route.ts";

export interface ConsumptionRoutesOptions {
  readonly groups: Groups;
  readonly consumption: Consumption;
  readonly relationships: Relationships;
}

export function consumptionRoutes({ groups, consumption, relationships }: ConsumptionRoutesOptions): Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/groups/{id}/users_consuming_quota/{quota_name}",
      operationId: "usersConsumingQuota",
      summary: "Who consumed a group's quota, and how much of it (administrators)",
      tags: ["quotas"],
      bucket: "groups",
      query: consumptionQuery.extend(formatQuery.shape),
      csv: true,
      answer: consumersAnswer,
      errors: [403, 404],
      async authorize({ actor, params }) {
        await groups.seeAsManager(actor, params.id);
      },
      async handle(request) {
        const { actor, params, query, baseUrl } = request;
        if (query.format === "csv") {
          const { period, order } = query;
          return consumersCsv(
            `users_consuming_${params.quota_name}`,
            everyOne((page) =>
              consumption.of(actor, params.id, params.quota_name, { ...page, period, order }),
            ),
          );
        }
        const page = await consumption.of(actor, params.id, params.quota_name, {
          ...pageOf(request),
          period: query.period,
          order: query.order,
          withQuotas: wantsAttribute(query, "quotas"),
          byDay: query.by_day === "true",
        });
        const items = page.items.map(({ view, consumed, share, daily }) => {
          const object = {
            ...presentUser(view, baseUrl),
            context_attributes: {
              quota_consumed_from_group: consumed,
              quota_share: share,
              ...(daily && { quota_consumed_daily: daily }),
            },
          };
          return relationships.ofUser(view, query.relationships, baseUrl, selectFields(query, object));
        });
        return collection(request, { items, nextAfter: page.nextAfter, count: page.count });
      },
    }),
  ];
}
