import type { ApiUsage, CallsByBucket, Usage } from "../access/usage.ts";
import { apiUsageAnswer, usageQuery } from "../wire/usage.ts";
import { API_PREFIX } from "./call-log.ts";
import { defineRoute, type Route } from "./route.ts";

export interface UsageRoutesOptions {
  readonly usage: Usage;
  /** `bare` names endpoints as the contract does (`files`), `path` as VirusTotal's live answers (`/api/v3/(files)`). */
  readonly usageLabels: "bare" | "path";
}

export function usageRoutes({ usage, usageLabels }: UsageRoutesOptions): Route[] {
  const about = { method: "GET", query: usageQuery, answer: apiUsageAnswer } as const;
  return [
    defineRoute({
      ...about,
      path: "/users/{id}/api_usage",
      operationId: "userApiUsage",
      summary: "How often an account called each endpoint, by day",
      tags: ["usage"],
      bucket: "users",
      errors: [404],
      async handle({ actor, params, query }) {
        return { data: present(await usage.ofUser(actor, params.id, query), usageLabels) };
      },
    }),
    defineRoute({
      ...about,
      path: "/groups/{id}/api_usage",
      operationId: "groupApiUsage",
      summary: "How often a group's members called each endpoint, by day (administrators)",
      tags: ["usage"],
      bucket: "groups",
      errors: [403, 404],
      async handle({ actor, params, query }) {
        return { data: present(await usage.ofGroup(actor, params.id, query), usageLabels) };
      },
    }),
  ];
}

function present(usage: ApiUsage, labels: UsageRoutesOptions["usageLabels"]): ApiUsage {
  if (labels === "bare") return usage;
  return {
    daily: labelDays(usage.daily),
    daily_endpoints_not_consuming_quota: labelDays(usage.daily_endpoints_not_consuming_quota),
    total: label(usage.total),
    total_endpoints_not_consuming_quota: label(usage.total_endpoints_not_consuming_quota),
  };
}

function labelDays(days: ApiUsage["daily"]): ApiUsage["daily"] {
  return Object.fromEntries(Object.entries(days).map(([day, calls]) => [day, label(calls)]));
}

function label(calls: CallsByBucket): CallsByBucket {
  return Object.fromEntries(
    Object.entries(calls).map(([bucket, count]) => [`${API_PREFIX}/(${bucket})`, count]),
  );
}
