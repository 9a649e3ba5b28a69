import { z } from "zod";
import { AccessError } from "../../model/errors.ts";
import { parseEmail, parseGroupId, parseServiceAccountName, parseUsername } from "../../model/ids.ts";
import { parseText } from "../../model/patch.ts";
import { isQuotaName, QUOTA_MAX } from "../../model/quotas.ts";
import { unsetAllowed } from "../format.ts";
import { parseRole, ROLE_NAMES } from "../role-names.ts";

/** A text that a rule of the server accepts, in the form that it gives it; its refusals are told in its words. */
function accepted(parse: (text: string) => string) {
  return z.string().transform((text, context) => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      context.addIssue({ code: "custom", message: error.message });
      return z.NEVER;
    }
  });
}

const text = (name: string) => accepted((value) => parseText(name, value)).optional();

const allowed = z.union([z.int().min(0).max(QUOTA_MAX), z.literal("none")], {
  error: "must be a whole number from 0 on, or none",
});

/** `none` stands for what the server shows while no limit is set. */
const limits = z.record(z.string(), allowed).transform((entries, context) => {
  for (const name of Object.keys(entries).filter((name) => !isQuotaName(name))) {
    const message = `"${name}" is not the name of a quota, such as api_requests_daily`;
    context.addIssue({ code: "custom", message, path: [name] });
  }
  return Object.fromEntries(
    Object.entries(entries).map(([name, value]) => [name, value === "none" ? unsetAllowed(name) : value]),
  );
});

const role = z.string().transform((name, context) => {
  const parsed = parseRole(name);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: "custom", message: `Unknown role "${name}"; use ${ROLE_NAMES}` });
  return z.NEVER;
});

const roles = z
  .array(role)
  .transform((list) => [...new Set(list)])
  .optional();

const addressPattern = accepted((pattern) =>
  pattern.startsWith("*@") ? `*${parseEmail(`x${pattern.slice(1)}`).slice(1)}` : parseEmail(pattern),
);

const serviceAccount = z.strictObject({
  name: accepted(parseServiceAccountName),
  roles,
  caps: limits.optional(),
});

const group = z.strictObject({
  id: accepted(parseGroupId),
  organization: text("organization"),
  organization_legal_name: text("organization_legal_name"),
  country: text("country"),
  country_iso: text("country_iso"),
  domain_name: text("domain_name"),
  industry: text("industry"),
  contact_emails: z.array(accepted(parseEmail)).optional(),
  auto_add_users: z.array(addressPattern).optional(),
  session_idle_minutes: z.int().min(5).max(10_080).optional(),
  session_hours: z.int().min(1).max(720).optional(),
  quotas: limits.optional(),
  service_accounts: z.array(serviceAccount).optional(),
  prune: z.boolean().default(false),
});

const user = z.strictObject({
  id: accepted(parseUsername),
  email: accepted(parseEmail),
  first_name: text("first_name"),
  last_name: text("last_name"),
  profile_phrase: text("profile_phrase"),
  status: z.enum(["active", "inactive"]).optional(),
  group: accepted(parseGroupId).nullable().optional(),
  roles,
  caps: limits.optional(),
});

export const fileSchema = z.strictObject({
  groups: z.array(group).default([]),
  users: z.array(user).optional(),
});

export type FileContent = z.output<typeof fileSchema>;
