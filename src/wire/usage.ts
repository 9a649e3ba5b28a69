import { z } from "zod";
import { dataOf } from "./envelope.ts";

/** Usage. Source: https://docs.virustotal.com/reference/user-api-usage */

const date = z.string().optional().meta({ pattern: "^[0-9]{8}$" });

/** Query of `api_usage`. */
export const usageQuery = z.object({
  start_date: date.describe("First day, YYYYMMDD in UTC; at most 60 days ago and 30 days before the last."),
  end_date: date.describe("Last day, YYYYMMDD in UTC; today unless given."),
});

/** Query of `api_usage_hourly`. */
export const hourlyUsageQuery = z.object({
  start_date: date.describe("First day, YYYYMMDD in UTC; at most 60 days ago and 7 days before the last."),
  end_date: date.describe(
    "Last day, YYYYMMDD in UTC; today unless given. Without dates: yesterday and today.",
  ),
});

const ofMember = {
  user: z
    .string()
    .optional()
    .describe("A username or e-mail address: only what the group paid for this account."),
};

/** The same of a group. */
export const groupUsageQuery = usageQuery.extend(ofMember);
export const groupHourlyUsageQuery = hourlyUsageQuery.extend(ofMember);

const calls = z.record(z.string(), z.int()).describe("Calls by endpoint.");
const days = z
  .record(z.string(), calls)
  .describe("By day, YYYY-MM-DD in UTC; every day of the range is there.");
const hours = z
  .record(z.string(), calls)
  .describe("By hour, the instant at which it begins; every hour of the range that has begun is there.");

const totals = { total: calls, total_endpoints_not_consuming_quota: calls };

export const apiUsage = z
  .object({
    daily: days,
    daily_endpoints_not_consuming_quota: days,
    ...totals,
  })
  .meta({
    id: "ApiUsage",
    description: "Calls of a range of days; those that consumed no quota stand apart.",
  });

export const apiUsageAnswer = dataOf(apiUsage);

export const apiUsageHourly = z
  .object({
    hourly: hours,
    hourly_endpoints_not_consuming_quota: hours,
    ...totals,
  })
  .meta({ id: "ApiUsageHourly", description: "The same by hour." });

export const apiUsageHourlyAnswer = dataOf(apiUsageHourly);
