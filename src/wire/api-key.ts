import { z } from "zod";
import { collectionOf, dataOf, objectOf } from "./envelope.ts";
import { pagingQuery } from "./queries.ts";

/** Keys of users and service accounts: an extension of VirusTotal's API in its own style. */

const label = z.string().describe("What the key is for; at most 100 characters.");
const allowedAddresses = z
  .array(z.string())
  .describe("IP addresses and networks that the key may be used from; empty: from anywhere.");
const readOnly = z.boolean().describe("A read-only key may only call GET endpoints.");
const expirationDate = z
  .int()
  .nullable()
  .describe("Unix seconds, in the future; null or 0: the key does not expire.");

export const apiKey = objectOf(
  "api_key",
  z.object({
    label,
    prefix: z.string().describe("The first eight characters of the key."),
    creation_date: z.int().describe("Unix seconds."),
    expiration_date: z.int().optional().describe("Unix seconds; absent when the key does not expire."),
    last_used: z
      .object({ date: z.int(), address: z.string(), client: z.string() })
      .optional()
      .describe("When, where from and by which User-Agent; absent when never. Noted once a minute."),
    allowed_addresses: allowedAddresses,
    read_only: readOnly,
    apikey: z.string().optional().describe("The key itself: only in the answer that makes it."),
  }),
).meta({ id: "ApiKey" });

export const apiKeyAnswer = dataOf(apiKey);
export const apiKeysAnswer = collectionOf(apiKey);

/** A key as those see it who look after the group. */
export const groupApiKey = apiKey
  .extend({
    context_attributes: z.object({
      owner: z.object({ type: z.enum(["user", "service_account"]), id: z.string() }),
      refused_from: z
        .int()
        .optional()
        .describe(
          "The second from which it is refused, by its expiry or the group's greatest age; absent: never.",
        ),
      problem: z
        .string()
        .optional()
        .describe("What the group's key policy asks and the key has not, so that it is refused already."),
    }),
  })
  .meta({ id: "GroupApiKey", description: "An API key of a member or service account of a group." });

export const groupApiKeysAnswer = collectionOf(groupApiKey);

export const groupApiKeysQuery = pagingQuery.extend({
  expiring_before: z
    .string()
    .refine((text) => /^\d{1,15}$/.test(text), "must be a time in unix seconds")
    .transform(Number)
    .optional()
    .meta({ type: "integer", description: "Unix seconds: only keys that are refused from before then on." }),
});

const attributes = z.strictObject({
  label: label.optional(),
  expiration_date: expirationDate.optional(),
  allowed_addresses: allowedAddresses.optional(),
  read_only: readOnly.optional(),
});

/** Without a body the key has no label and, unless the calling key has any, no limits. */
export const newApiKeyBody = z
  .object({
    data: z.strictObject({ type: z.literal("api_key").optional(), attributes: attributes.optional() }),
  })
  .optional();

export const apiKeyPatchBody = z.object({
  data: z.looseObject({
    type: z.string().optional(),
    id: z.string().optional(),
    attributes,
  }),
});

/** Without a body the old key stops at once. */
export const rotationBody = z
  .object({
    data: z.strictObject({
      overlap_seconds: z
        .int()
        .optional()
        .describe("For how long the old key goes on working: 0 (unless given) to 2592000."),
      expiration_date: expirationDate.optional().describe("Of the new key; the old one's unless given."),
    }),
  })
  .optional();
