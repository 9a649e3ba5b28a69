import { z } from "zod";
import { descriptor, links } from "./envelope.ts";
import { group } from "./group.ts";
import { fieldsQuery, pagingQuery } from "./queries.ts";

/** Relationships of accounts. Source: https://docs.virustotal.com/reference/relationships */

export const relatedQuery = pagingQuery.extend({
  ...fieldsQuery.shape,
  descriptors_only: z.enum(["true", "false"]).optional().describe("Answer types and ids only."),
});

/** A list, or for relationships such as `api_quota_group` one object or null; descriptors when only those are wanted. */
export const relatedObjects = related(z.union([group, descriptor]));

export const relatedDescriptors = related(descriptor);

function related<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.union([item, z.array(item), z.null()]),
    meta: z.object({ count: z.int() }),
    links,
  });
}
