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

const consumption = {
  context_attributes: z.object({
    quota_consumed_from_group: z
      .int()
      .describe("What the account consumed of the group's quota in the period."),
  }),
};

/** `GET /groups/{id}/users_consuming_quota/{quota_name}`. */
export const consumersAnswer = collectionOf(
  z
    .union([user.extend(consumption), serviceAccount.extend(consumption)])
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
  });
