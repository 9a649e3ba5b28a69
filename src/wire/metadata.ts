import { z } from "zod";
import { dataOf } from "./envelope.ts";

/** What `vt init` and `vt meta` read. Source: https://docs.virustotal.com/reference/metadata */
export const metadataAnswer = dataOf(
  z
    .object({
      engines: z
        .record(z.string(), z.unknown())
        .describe("Scanning engines of the upstream; this server has none."),
      privileges: z.array(z.string()),
      relationships: z.record(z.string(), z.array(z.object({ name: z.string(), description: z.string() }))),
    })
    .meta({ id: "Metadata", description: "Relationships are listed by the type that has them." }),
);
