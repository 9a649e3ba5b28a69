import { z } from "zod";
import { collectionOf, dataOf, objectOf } from "./envelope.ts";

/** The whole audit, for operators: an extension of VirusTotal's API in its own style. */

const facts = z.record(z.string(), z.unknown());

export const auditLogEntry = objectOf(
  "audit_log_entry",
  z.object({
    date: z.int().optional().describe("Unix seconds."),
    date_ms: z.int().optional().describe("The same in milliseconds, as it was hashed."),
    action: z.string().optional(),
    outcome: z.enum(["ok", "refused", "failed"]).optional(),
    actor: z.string().optional().describe("Who did it; absent when nobody was signed in."),
    actor_key_id: z.string().optional(),
    actor_session_id: z.string().optional(),
    address: z.string().optional(),
    client: z.string().optional().describe("The User-Agent header."),
    request_id: z.string().optional(),
    target_type: z.string().optional(),
    target: z.string().optional(),
    group: z.string().optional(),
    before: facts.optional(),
    after: facts.optional(),
    previous_hash: z.string().optional(),
    hash: z.string().optional(),
  }),
).meta({ id: "AuditLogEntry" });

export const auditLogAnswer = collectionOf(auditLogEntry);

const HEAD_RULE =
  "must be a head of an earlier verification or of the log, as <seq>:<hash> with at least 32 characters of the hash";

export const auditVerificationQuery = z.object({
  expected_head: z
    .string()
    .refine((text) => /^[1-9]\d{0,14}:[0-9a-f]{32,64}$/.test(text), HEAD_RULE)
    .optional()
    .describe(
      "`<seq>:<hash>` of the head that an earlier verification reported, or that stands in the log. The server keeps the last head in its data folder and always expects that one too; with neither, entries removed from the very end cannot be told from entries that never were.",
    ),
});

export const auditVerificationAnswer = dataOf(
  z
    .object({
      entries: z.int().describe("How many entries are good, from the first on."),
      head: z.string().optional().describe("`<seq>:<hash>` of the last good entry: keep it elsewhere."),
      first_bad: z.object({ seq: z.int(), why: z.string() }).optional(),
    })
    .meta({ id: "AuditVerification" }),
);
