import { z } from "zod";

export const passwordChangeBody = z.object({
  data: z.strictObject({
    current_password: z.string().optional().describe("Left out only by an account that has none."),
    new_password: z.string().describe("12 to 256 characters."),
  }),
});
