import { z } from "zod";
import { dataOf, objectOf } from "./envelope.ts";

/** The second factor, one-time codes by time (RFC 6238): an extension of VirusTotal's API in its own style. */
export const totp = objectOf(
  "totp",
  z.object({
    enabled: z.boolean(),
    enabled_at: z.int().optional().describe("Unix seconds."),
    recovery_codes_left: z.int().optional(),
    secret: z.string().optional().describe("In base32, only in the answer that makes it."),
    otpauth_uri: z.string().optional().describe("The same for a QR code."),
    recovery_codes: z
      .array(z.string())
      .optional()
      .describe("Each replaces one code, once; only in the answer that makes them."),
  }),
).meta({ id: "Totp" });

export const totpAnswer = dataOf(totp);

export const totpConfirmationBody = z.object({
  data: z.strictObject({ code: z.string().describe("Six digits from the authenticator.") }),
});
