import { z } from "zod";
import { dataOf, objectOf } from "./envelope.ts";

/** Links that set a new password: an extension of VirusTotal's API in its own style. */

/** What whoever has lost his password is answered, whether there is such an account or not. */
export const passwordResetRequestBody = z.object({
  data: z.strictObject({
    type: z.literal("password_reset").optional(),
    attributes: z.strictObject({ user: z.string().describe("Username or e-mail address.") }),
  }),
});

export const passwordReset = objectOf(
  "password_reset",
  z.object({
    user: z.string().describe("Username."),
    expires_at: z.int().describe("Unix seconds; from then on the link is dead."),
    delivery: z
      .enum(["shown", "sent", "failed"])
      .optional()
      .describe("shown: no mail server is configured, so `link` is for you to hand over."),
    link: z.string().optional().describe("Only in the answer that makes it, and without a mail server."),
  }),
).meta({ id: "PasswordReset" });

export const passwordResetAnswer = dataOf(passwordReset);

const token = z.string().describe("What the link carries behind its #.");

export const openPasswordResetBody = z.object({
  data: z.strictObject({
    type: z.literal("password_reset").optional(),
    attributes: z.strictObject({ token }),
  }),
});

export const acceptPasswordResetBody = z.object({
  data: z.strictObject({
    type: z.literal("password_reset").optional(),
    attributes: z.strictObject({ token, new_password: z.string().describe("12 to 256 characters.") }),
  }),
});
