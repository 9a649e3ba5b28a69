import { z } from "zod";
import { dataOf } from "./envelope.ts";

/** Usage. Source: https://docs.virustotal.com/reference/user-api-usage */

const date = z.string().optional().meta({ pattern: "^[0-9]{8}$" });

/** Query of `api_usage`. */
export const usageQuery = z.object({
  start_date: date.describe("First day, YYYYMMDD in UTC; at most 60 days ago and 30 days before the last."),
  end_date: date.describe("Last day, YYYYMMDD in UTC; today unless given."),
});

const calls = z.record(z.string(), z.int()).describe("Calls by endpoint.");
const days = z
  .record(z.string(), calls)
  .describe("By day, YYYY-MM-DD in UTC; every day of the range is there.");

export const apiUsage = z
  .object({
    daily: days,
    daily_endpoints_not_consuming_quota: days,
    total: calls,
    total_endpoints_not_consuming_quota: calls,
  })
  .meta({
    id: "ApiUsage",
    description: "Calls of a range of days; those that consumed no quota stand apart.",
  });

export const apiUsageAnswer = dataOf(apiUsage);
