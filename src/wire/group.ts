import { z } from "zod";
import { privileges, quotas } from "./account.ts";
import { dataOf, objectOf } from "./envelope.ts";

/** Groups. Source: https://docs.virustotal.com/reference/group-object */

const groupAttributes = z.object({
  organization: z.string().optional(),
  organization_legal_name: z.string().optional(),
  country: z.string().optional(),
  country_iso: z.string().optional(),
  domain_name: z.string().optional(),
  industry: z.string().optional(),
  agreement_signed_date: z.int().optional().describe("Unix seconds, UTC."),
  contact_emails: z.array(z.string()).optional(),
  auto_add_users: z
    .array(z.string())
    .optional()
    .describe("E-mail addresses, or `*@domain`, whose new accounts join the group; administrators see it."),
  sso_users: z
    .array(z.string())
    .optional()
    .describe("Values of the identity provider's groups claim that make members; administrators see it."),
  sso_administrators: z.array(z.string()).optional().describe("Likewise, that make administrators."),
  session_idle_minutes: z.int().optional().describe("Where stricter than the server's own."),
  session_hours: z.int().optional().describe("Where stricter than the server's own."),
  key_policy: z
    .object({
      maximum_age_days: z.int().optional().describe("A key is refused once it is older."),
      expiration_required: z.boolean().optional(),
      allowed_addresses_required: z.boolean().optional(),
    })
    .optional()
    .describe("What is asked of the keys of members and service accounts; absent: nothing."),
  preferences: z.record(z.string(), z.unknown()).optional(),
  privileges: privileges.optional(),
  quotas: quotas.optional(),
});

export const group = objectOf("group", groupAttributes).meta({
  id: "Group",
  description: "Attributes that the caller may not see are absent.",
});

export const groupAnswer = dataOf(group);

/** `POST /groups`. */
export const newGroupBody = z.object({
  data: z.strictObject({
    type: z.literal("group").optional(),
    id: z.string().describe("Lower-case letters, digits and `-`."),
    attributes: z.record(z.string(), z.unknown()).default({}).describe("As in PATCH."),
  }),
});
