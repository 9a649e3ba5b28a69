import { z } from "zod";

/** The three shapes of every answer. Source: https://docs.virustotal.com/reference/api-responses */

/** `{"data": …}` around one object, a boolean, a map or null. */
export function dataOf<Data extends z.ZodType>(data: Data) {
  return z.object({ data, meta: meta.optional(), links: links.optional() });
}

/** A page of a collection. */
export function collectionOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), meta: collectionMeta, links });
}

/** `{"type", "id", "links", "attributes", …}`: attributes that the caller may not see are omitted. */
export function objectOf<Type extends string, Attributes extends z.ZodType>(
  type: Type,
  attributes: Attributes,
) {
  return z.object({
    type: z.literal(type),
    id: z.string(),
    links: selfLink.optional(),
    attributes,
    context_attributes: contextAttributes.optional(),
    relationships: z.record(z.string(), relationship).optional(),
  });
}

export const selfLink = z.object({ self: z.string() });

export const links = z.object({ self: z.string(), next: z.string().optional() }).meta({
  id: "Links",
  description: "Absolute URLs of this page and of the next one; the last page has no next.",
});

export const contextAttributes = z.record(z.string(), z.unknown()).meta({
  id: "ContextAttributes",
  description: "What is true of the object only in this relationship, such as roles and caps.",
});

/** Only what identifies an object. */
export const descriptor = z
  .object({ type: z.string(), id: z.string(), context_attributes: contextAttributes.optional() })
  .meta({ id: "Descriptor" });

const meta = z.object({ count: z.int().optional() });

const collectionMeta = z
  .object({
    count: z.int().optional().describe("How many objects the whole collection has."),
    cursor: z
      .string()
      .optional()
      .describe("Give it back as `cursor` to get the next page; absent on the last."),
  })
  .meta({ id: "CollectionMeta" });

/** A relationship inside an object; `data` is always there, because VirusTotal's Go client needs it. */
export const relationship = z
  .object({
    data: z.union([descriptor, z.array(descriptor), z.null()]),
    meta: collectionMeta.optional(),
    links: z.object({ self: z.string(), related: z.string(), next: z.string().optional() }).optional(),
  })
  .meta({ id: "Relationship" });
