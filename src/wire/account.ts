import { z } from "zod";
import { dataOf, objectOf } from "./envelope.ts";

/** Users and service accounts. Source: https://docs.virustotal.com/reference/user-object */

const unixSeconds = z.int().describe("Unix seconds, UTC.");
const dictionary = z.record(z.string(), z.unknown());

export const quota = z
  .object({ allowed: z.int(), used: z.int() })
  .meta({ id: "Quota", description: "1e9 and 6e10 mean that there is no cap; numbers exceed 32 bits." });

export const quotas = z.record(z.string(), quota).describe("By quota name; an open set.");

export const privilege = z
  .object({
    granted: z.boolean(),
    expiration_date: unixSeconds.optional(),
    inherited_from: z.string().optional().describe("Id of the group that it comes from."),
    inherited_via: z.string().optional().describe("Name of the relationship that it comes by."),
  })
  .meta({ id: "Privilege" });

export const privileges = z.record(z.string(), privilege).describe("By privilege name.");

const accountAttributes = z.object({
  first_name: z.string().optional(),
  profile_phrase: z.string().optional(),
  reputation: z.int().optional(),
  status: z.enum(["active", "inactive"]).optional(),
  user_since: unixSeconds.optional(),
  email: z.string().optional(),
  last_login: unixSeconds.optional(),
  preferences: dictionary.optional(),
  privileges: privileges.optional(),
  quotas: quotas.optional(),
  apikey: z.string().optional().describe("Only in the answer that makes the key."),
});

const userAttributes = accountAttributes.extend({
  last_name: z.string().optional(),
  has_2fa: z
    .boolean()
    .optional()
    .describe(
      "With single sign-on: whether the directory said at the last sign-in that it asked for more than one factor.",
    ),
  single_sign_on: z.boolean().optional().describe("Whether a directory answers for the account."),
});

export const user = objectOf("user", userAttributes).meta({
  id: "User",
  description: "Attributes that the caller may not see are absent.",
});

export const serviceAccount = objectOf("service_account", accountAttributes).meta({
  id: "ServiceAccount",
  description: "An account of a program, named `<group>_<name>`.",
});

/** A user or a service account, told apart by `type`. */
export const account = z.union([user, serviceAccount]);

export const accountAnswer = dataOf(account);

/** The partial object of a PATCH: absent attributes stay as they are; `type` and `id` must fit the URL. */
export const patchBody = z.object({
  data: z.looseObject({
    type: z.string().optional(),
    id: z.string().optional(),
    attributes: dictionary.describe("The attributes to change."),
  }),
});

/**
 * Documented one by one but read as a dictionary, so that whatever is wrong with an attribute is told in the same
 * way wherever one is written.
 */
export function newAccountAttributes(required: readonly string[]) {
  const text = { type: "string" } as const;
  const properties = {
    ...(required.includes("email") && { email: { ...text, description: "Nobody else's." } }),
    first_name: text,
    last_name: text,
    profile_phrase: text,
    password: { ...text, minLength: 12, maxLength: 256 },
  };
  return dictionary.meta({ required, properties, additionalProperties: false });
}

/** `POST /users`. */
export const newUserBody = z
  .object({
    data: z.strictObject({
      type: z.literal("user").optional(),
      id: z.string().describe("The username: letters, digits, `.`, `_` and `-`."),
      attributes: newAccountAttributes(["email"]),
    }),
  })
  .meta({ id: "NewUser" });
