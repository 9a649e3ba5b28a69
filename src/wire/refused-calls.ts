import { z } from "zod";
import { dataOf } from "./envelope.ts";

/** Calls that the gateway and `/authorize` refused: an extension of VirusTotal's API in its own style. */

const byCode = z.record(z.string(), z.int()).describe("Calls by error code.");
const account = z
  .object({ type: z.enum(["user", "service_account"]), id: z.string() })
  .optional()
  .describe("Absent when nobody knows whose key it was, or the account is gone.");

export const refusedCalls = z
  .object({
    hourly: z
      .record(z.string(), byCode)
      .describe("By the instant at which the hour begins; hours in which nothing was refused are absent."),
    total: byCode,
    quotas: z
      .record(z.string(), z.object({ user: z.int(), group: z.int() }))
      .describe("Of the calls refused for want of quota: which quota it was, and whose."),
    users: z
      .array(z.object({ account, calls: z.int() }))
      .describe("Whose calls were refused most; at most 40."),
    latest: z
      .array(
        z.object({
          account,
          date: z.int().describe("Of the last call, in unix seconds."),
          code: z.string(),
          quota: z.string().optional(),
          side: z.enum(["user", "group"]).optional().describe("Whose quota it was."),
          method: z.string(),
          endpoint: z.string().describe("The template of its path, such as `/files/{id}`."),
          address: z.string(),
          calls: z.int().describe("How many were refused to this account in this hour for this reason."),
        }),
      )
      .describe("For each account, hour and reason the last call, newest first; at most 40."),
  })
  .meta({ id: "RefusedCalls" });

export const refusedCallsAnswer = dataOf(refusedCalls);
