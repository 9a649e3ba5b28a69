import { z } from "zod";
import { collectionOf, descriptor, objectOf } from "./envelope.ts";

/** Source: https://docs.virustotal.com/reference/get-activity-log */

const facts = z.record(z.string(), z.unknown());

export const activityLogEntry = objectOf(
  "activity_log_entry",
  z.object({
    action: z.string().optional(),
    ip: z.string().optional().describe("Address that the call came from."),
    date: z.int().optional().describe("Unix seconds."),
    info: z
      .object({ user: z.string().optional(), target: z.string().optional() })
      .optional()
      .describe("Who did it, and to what."),
    outcome: z.enum(["ok", "refused", "failed"]).optional(),
    before: facts.optional().describe("Facts before the change."),
    after: facts.optional().describe("Facts after the change."),
  }),
).meta({ id: "ActivityLogEntry" });

export const activityLogAnswer = collectionOf(activityLogEntry);
export const activityLogDescriptorsAnswer = collectionOf(descriptor);

export const activityFilterQuery = z.object({
  filter: z
    .string()
    .optional()
    .describe(
      "Terms `date:2026-03-31` (that day; with + from it on, with - until its end), `user:`, `target:`, `action:`; all must hold.",
    ),
});
