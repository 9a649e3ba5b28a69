import type { ActivityLog } from "../access/activity-log.ts";
import type { Groups } from "../access/groups.ts";
import {
  activityFilterQuery,
  activityLogAnswer,
  activityLogDescriptorsAnswer,
} from "../wire/activity-log.ts";
import { fieldsQuery, formatQuery, pagingQuery, relationshipsQuery } from "../wire/queries.ts";
import { everyOne } from "./csv.ts";
import { activityCsv } from "./exports.ts";
import { selectFields } from "./fields.ts";
import { collection, pageOf } from "./paging.ts";
import { activityRelationships, describeActivity, presentActivity } from "./present-activity.ts";
import { defineRoute, type Route } from "./route.ts";

const about = { tags: ["activity_log"], bucket: "activity_log_entries" } as const;
const descriptorsQuery = pagingQuery.extend(activityFilterQuery.shape);
const entriesQuery = descriptorsQuery
  .extend(fieldsQuery.shape)
  .extend(relationshipsQuery.shape)
  .extend(formatQuery.shape);

export interface ActivityLogRoutesDependencies {
  readonly activityLog: ActivityLog;
  readonly groups: Groups;
}

/** Source: https://docs.virustotal.com/reference/get-activity-log */
export function activityLogRoutes({ activityLog, groups }: ActivityLogRoutesDependencies): Route[] {
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: "/groups/{id}/activity_log_entries",
      operationId: "getActivityLog",
      summary: "List what was done in a group, newest first, for its administrators",
      query: entriesQuery,
      csv: true,
      answer: activityLogAnswer,
      errors: [404],
      async authorize({ actor, params }) {
        await groups.seeAsManager(actor, params.id);
      },
      async handle(request) {
        const { actor, params, query } = request;
        if (query.format === "csv") {
          const filter = query.filter;
          return activityCsv(
            "activity_log_entries",
            everyOne((page) =>
              activityLog.ofGroup(actor, params.id, { ...page, filter, withoutCount: true }),
            ),
          );
        }
        const page = await activityLog.ofGroup(actor, params.id, {
          ...pageOf(request),
          filter: query.filter,
        });
        const names = query.relationships ?? [];
        const items = page.items.map((entry) => ({
          ...selectFields(query, presentActivity(entry)),
          ...(names.length > 0 && { relationships: activityRelationships(entry, names) }),
        }));
        return collection(request, { items, nextAfter: page.nextAfter, count: page.count });
      },
    }),
    defineRoute({
      ...about,
      method: "GET",
      path: "/groups/{id}/relationships/activity_log_entries",
      operationId: "getActivityLogDescriptors",
      summary: "List types and ids of a group's activity log entries, for its administrators",
      query: descriptorsQuery,
      answer: activityLogDescriptorsAnswer,
      errors: [404],
      async authorize({ actor, params }) {
        await groups.seeAsManager(actor, params.id);
      },
      async handle(request) {
        const { actor, params, query } = request;
        const page = await activityLog.ofGroup(actor, params.id, {
          ...pageOf(request),
          filter: query.filter,
        });
        return collection(request, {
          items: page.items.map(describeActivity),
          nextAfter: page.nextAfter,
          count: page.count,
        });
      },
    }),
  ];
}
