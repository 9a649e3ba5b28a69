import type { ApiUsage, ApiUsageHourly, CallsByBucket, CallsByTime, Usage } from "../access/usage.ts";
import { formatQuery } from "../wire/queries.ts";
import {
  apiUsageAnswer,
  apiUsageHourlyAnswer,
  groupHourlyUsageQuery,
  groupUsageQuery,
  hourlyUsageQuery,
  usageQuery,
} from "../wire/usage.ts";
import { API_PREFIX } from "./exchange.ts";
import { usageCsv } from "./exports.ts";
import { defineRoute, type Route } from "./route.ts";

export interface UsageRoutesOptions {
  readonly usage: Usage;
  /** `bare` names endpoints as the contract does (`files`), `path` as VirusTotal's live answers (`/api/v3/(files)`). */
  readonly usageLabels: "bare" | "path";
}

const about = { method: "GET", tags: ["usage"] } as const;

export function usageRoutes(options: UsageRoutesOptions): Route[] {
  return [...userRoutes(options), ...groupRoutes(options)];
}

function userRoutes({ usage, usageLabels }: UsageRoutesOptions): Route[] {
  return [
    defineRoute({
      ...about,
      path: "/users/{id}/api_usage",
      operationId: "userApiUsage",
      summary: "How often an account called each endpoint, by day",
      bucket: "users",
      query: usageQuery.extend(formatQuery.shape),
      csv: true,
      answer: apiUsageAnswer,
      errors: [404],
      async handle({ actor, params, query }) {
        const found = labelled(await usage.ofUser(actor, params.id, query), usageLabels);
        return answerDays(found, query.format);
      },
    }),
    defineRoute({
      ...about,
      path: "/users/{id}/api_usage_hourly",
      operationId: "userApiUsageHourly",
      summary: "How often an account called each endpoint, by hour",
      extension: true,
      bucket: "users",
      query: hourlyUsageQuery.extend(formatQuery.shape),
      csv: true,
      answer: apiUsageHourlyAnswer,
      errors: [404],
      async handle({ actor, params, query }) {
        const found = labelledHours(await usage.ofUserHourly(actor, params.id, query), usageLabels);
        return answerHours(found, query.format);
      },
    }),
  ];
}

function groupRoutes({ usage, usageLabels }: UsageRoutesOptions): Route[] {
  return [
    defineRoute({
      ...about,
      path: "/groups/{id}/api_usage",
      operationId: "groupApiUsage",
      summary: "How often a group's members called each endpoint, by day (administrators)",
      bucket: "groups",
      query: groupUsageQuery.extend(formatQuery.shape),
      csv: true,
      answer: apiUsageAnswer,
      errors: [403, 404],
      async handle({ actor, params, query }) {
        const found = labelled(await usage.ofGroup(actor, params.id, query), usageLabels);
        return answerDays(found, query.format);
      },
    }),
    defineRoute({
      ...about,
      path: "/groups/{id}/api_usage_hourly",
      operationId: "groupApiUsageHourly",
      summary: "How often a group's members called each endpoint, by hour (administrators)",
      extension: true,
      bucket: "groups",
      query: groupHourlyUsageQuery.extend(formatQuery.shape),
      csv: true,
      answer: apiUsageHourlyAnswer,
      errors: [403, 404],
      async handle({ actor, params, query }) {
        const found = labelledHours(await usage.ofGroupHourly(actor, params.id, query), usageLabels);
        return answerHours(found, query.format);
      },
    }),
  ];
}

function answerDays(usage: ApiUsage, format: string | undefined) {
  if (format !== "csv") return { data: usage };
  return usageCsv("api_usage", {
    consuming: usage.daily,
    free: usage.daily_endpoints_not_consuming_quota,
  });
}

function answerHours(usage: ApiUsageHourly, format: string | undefined) {
  if (format !== "csv") return { data: usage };
  return usageCsv("api_usage_hourly", {
    consuming: usage.hourly,
    free: usage.hourly_endpoints_not_consuming_quota,
  });
}

type Labels = UsageRoutesOptions["usageLabels"];

function labelled(usage: ApiUsage, labels: Labels): ApiUsage {
  if (labels === "bare") return usage;
  return {
    ...labelledTotals(usage),
    daily: labelTimes(usage.daily),
    daily_endpoints_not_consuming_quota: labelTimes(usage.daily_endpoints_not_consuming_quota),
  };
}

function labelledHours(usage: ApiUsageHourly, labels: Labels): ApiUsageHourly {
  if (labels === "bare") return usage;
  return {
    ...labelledTotals(usage),
    hourly: labelTimes(usage.hourly),
    hourly_endpoints_not_consuming_quota: labelTimes(usage.hourly_endpoints_not_consuming_quota),
  };
}

function labelledTotals(usage: Pick<ApiUsage, "total" | "total_endpoints_not_consuming_quota">) {
  return {
    total: label(usage.total),
    total_endpoints_not_consuming_quota: label(usage.total_endpoints_not_consuming_quota),
  };
}

function labelTimes(times: CallsByTime): CallsByTime {
  return Object.fromEntries(Object.entries(times).map(([time, calls]) => [time, label(calls)]));
}

function label(calls: CallsByBucket): CallsByBucket {
  return Object.fromEntries(
    Object.entries(calls).map(([bucket, count]) => [`${API_PREFIX}/(${bucket})`, count]),
  );
}
