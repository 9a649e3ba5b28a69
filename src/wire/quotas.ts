import { z } from "zod";
import { quota, serviceAccount, user } from "./account.ts";
import { collectionOf, dataOf } from "./envelope.ts";
import { fieldsQuery, pagingQuery, relationshipsQuery } from "./queries.ts";

/** Overall quotas and consumption. Source: https://docs.virustotal.com/reference/get-user-overall-quotas */

export const overallQuota = z
  .object({
    user: quota,
    group: quota
      .extend({ inherited_from: z.string().describe("Id of the group that pays.") })
      .optional()
      .describe("Absent when no group pays."),
  })
  .meta({ id: "OverallQuota" });

export const overallQuotasAnswer = dataOf(
  z.record(z.string(), overallQuota).describe("By quota name; an open set."),
);

export const consumption = z.object({
  quota_consumed_from_group: z
    .int()
    .describe("What the account consumed of the group's quota in the period."),
  quota_share: z
    .number()
    .min(0)
    .max(1)
    .describe("The part that this is of all that was consumed, by deleted accounts too."),
  quota_consumed_daily: z
    .record(z.string(), z.int())
    .optional()
    .describe("With `by_day`: the same by day, YYYY-MM-DD in UTC; days without any are absent."),
});

/** `GET /groups/{id}/users_consuming_quota/{quota_name}`. */
export const consumersAnswer = collectionOf(
  z
    .union([
      user.extend({ context_attributes: consumption }),
      serviceAccount.extend({ context_attributes: consumption }),
    ])
    .meta({ id: "QuotaConsumer", description: "An account with what it consumed of a group's quota." }),
);

/** Query of `users_consuming_quota`. */
export const consumptionQuery = pagingQuery
  .extend(fieldsQuery.shape)
  .extend(relationshipsQuery.shape)
  .extend({
    period: z
      .string()
      .optional()
      .describe("YYYY-MM, or YYYY-MM-DD for requests; the current or one of the two previous months."),
    order: z.enum(["asc", "desc"]).default("desc").describe("By consumption."),
    by_day: z
      .enum(["true", "false"])
      .optional()
      .describe("Also what was consumed on each day; for requests and quotas that are counted by the day."),
  });
