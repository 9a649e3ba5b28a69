import { z } from "zod";
import { account, serviceAccount, user } from "./account.ts";
import { collectionOf, dataOf, descriptor } from "./envelope.ts";
import { fieldsQuery, formatQuery, pagingQuery, relationshipsQuery, skipQuery } from "./queries.ts";

/** Members of groups. Source: https://docs.virustotal.com/reference/patch-group-users-roles */

/** Entries that one call may list: they are changed in one transaction. */
export const MEMBERS_PER_CALL_MAX = 500;
export const SERVICE_ACCOUNTS_PER_CALL_MAX = 100;

/** With `descriptors_only=true` a page holds descriptors. */
export const usersPage = collectionOf(z.union([user, descriptor]));
export const accountsPage = collectionOf(z.union([account, descriptor]));
export const serviceAccountsPage = collectionOf(z.union([serviceAccount, descriptor]));

/** What a PATCH of members answers: them, as they are now. */
export const changedMembersAnswer = z.object({ data: z.array(account) });
export const changedServiceAccountsAnswer = z.object({ data: z.array(serviceAccount) });

/** Query of a list of members. */
export const membersQuery = pagingQuery.extend({
  ...fieldsQuery.shape,
  ...relationshipsQuery.shape,
  ...formatQuery.shape,
  ...skipQuery.shape,
  filter: z
    .string()
    .optional()
    .describe("Terms such as `2fa_enabled:false` or `last_name:Doe`; a member must satisfy all of them."),
  order: z
    .string()
    .optional()
    .describe(
      "`username`, or for administrators `last_seen` or `quota_consumed`, ascending or with a `-` behind it descending.",
    ),
  with_activity: z
    .enum(["true", "false"])
    .optional()
    .describe(
      "For administrators, in context_attributes: when each was last seen, and what each has consumed.",
    ),
  descriptors_only: z.enum(["true", "false"]).optional().describe("Answer types and ids only."),
});

/** `POST /groups/{id}/relationships/users` and `…/administrators`. */
export const newMembersBody = z.object({
  data: listOf(
    MEMBERS_PER_CALL_MAX,
    z.strictObject({
      type: z.literal("user").optional(),
      id: z.string().describe("The user's e-mail address; one without an account is invited."),
    }),
  ),
});

export const newMembersAnswer = dataOf(z.array(descriptor));

/** `POST /groups/{id}/relationships/service_accounts`. */
export const newServiceAccountsBody = z.object({
  data: listOf(
    SERVICE_ACCOUNTS_PER_CALL_MAX,
    z.strictObject({
      type: z.literal("service_account").optional(),
      id: z.string().describe("A name that is unique in the group; the account's id is `<group>_<name>`."),
    }),
  ),
});

export const newServiceAccountsAnswer = dataOf(z.array(serviceAccount));

const roles = z.array(z.string()).max(20, "must have at most 20 entries");

const memberChange = z.object({
  type: z.enum(["user", "service_account"]).optional(),
  id: z.string().optional().describe("The username."),
  user: z.string().optional().describe("The same; VirusTotal's guide spells it so."),
  context_attributes: z.strictObject({
    roles: roles.optional().describe("All roles anew."),
    add_roles: roles.optional(),
    remove_roles: roles.optional(),
    quota_limits: z
      .record(z.string(), z.strictObject({ allowed: z.int().min(0).nullable() }))
      .optional()
      .describe("Caps such as `api_requests_daily`; null takes a cap away."),
  }),
});

/** `PATCH /groups/{id}/relationships/users` and `…/service_accounts`. */
export const memberChangesBody = z.object({ data: listOf(MEMBERS_PER_CALL_MAX, memberChange) });

/** `GET /groups/{id}/relationships/users/{user_id}`. */
export const membershipAnswer = dataOf(z.boolean());

function listOf<Item extends z.ZodType>(max: number, item: Item) {
  return z.array(item).max(max, `must have at most ${max} entries`);
}
