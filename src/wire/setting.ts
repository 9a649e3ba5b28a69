import { z } from "zod";

/** Settings of the server, for operators: an extension of VirusTotal's API in its own style. */

export const setting = z
  .object({
    type: z.literal("setting"),
    id: z.string().describe("The variable, such as `TOLLGATE_LISTEN`."),
    attributes: z.object({
      description: z.string(),
      value: z
        .string()
        .optional()
        .describe("As one would write it into the variable; absent when there is none, and of a secret."),
      is_secret: z.boolean(),
      is_set: z.boolean().describe("False when the default holds."),
      source: z.enum(["default", "environment", "file", "command_line"]),
    }),
  })
  .meta({ id: "Setting" });

export const settingsAnswer = z.object({ data: z.array(setting) });
