import { z } from "zod";

export const PAGE_LIMIT_DEFAULT = 10;
/** A larger `limit` is answered with pages of this size. */
export const PAGE_LIMIT_MAX = 40;

const LIMIT_RULE = `must be a whole number from 1 to ${PAGE_LIMIT_MAX}`;

const limit = z
  .string()
  .refine((text) => /^\d{1,15}$/.test(text) && Number(text) > 0, LIMIT_RULE)
  .transform((text) => Math.min(Number(text), PAGE_LIMIT_MAX))
  .default(PAGE_LIMIT_DEFAULT)
  .meta({
    type: "integer",
    minimum: 1,
    description: `How many objects a page has at most: ${PAGE_LIMIT_DEFAULT} unless given; more than ${PAGE_LIMIT_MAX} counts as ${PAGE_LIMIT_MAX}.`,
  });

/** Query of a collection. */
export const pagingQuery = z.object({
  limit,
  cursor: z.string().optional().describe("The `meta.cursor` of the page before; opaque."),
});

/** Query of a list in whose middle one can begin. */
export const skipQuery = z.object({
  skip: z
    .string()
    .refine((text) => /^\d{1,15}$/.test(text), "must be a whole number from 0 on")
    .transform(Number)
    .optional()
    .meta({
      type: "integer",
      minimum: 0,
      description: "How many objects to pass over, from the beginning or from the cursor on; 0 unless given.",
    }),
});

/** Query of a list that can be searched. */
export const filterQuery = z.object({
  filter: z.string().optional().describe("Terms of which an object must satisfy all, or plain text."),
});

/** Query of what can also be had as a table. */
export const formatQuery = z.object({
  format: z
    .enum(["json", "csv"])
    .optional()
    .describe("`csv`: the whole as a table (RFC 4180), whatever `limit` and `cursor` say."),
});

const names = z
  .string()
  .transform((text) => text.split(",").filter((name) => name !== ""))
  .optional();

/** Query of anything that has attributes. */
export const fieldsQuery = z.object({
  attributes: names.describe("Comma-separated names of the only attributes to answer."),
  exclude_attributes: names.describe("Comma-separated names of attributes to leave out."),
});

/** Query of objects that can carry their relationships. */
export const relationshipsQuery = z.object({
  relationships: names.describe("Comma-separated names of relationships to include as descriptors."),
});
