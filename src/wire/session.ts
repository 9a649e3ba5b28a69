import { z } from "zod";
import { collectionOf, dataOf, objectOf } from "./envelope.ts";

/** Sessions of people who sign in by a browser: an extension of VirusTotal's API in its own style. */

export const session = objectOf(
  "session",
  z.object({
    user: z.string().describe("Username of who has signed in."),
    method: z.enum(["password", "oidc"]),
    created_at: z.int().describe("Unix seconds."),
    last_seen_at: z.int().describe("Unix seconds; of other sessions than the current one, to the minute."),
    idle_expires_at: z.int().describe("Unix seconds: the session ends then unless it is used before."),
    expires_at: z.int().describe("Unix seconds: the session ends then."),
    address: z.string().describe("Where the last call came from."),
    client: z.string().describe("User-Agent of the last call."),
    is_current: z.boolean().describe("Whether this call is made in it."),
    csrf_token: z
      .string()
      .optional()
      .describe("Of the current session: every change made in it repeats this in the header x-csrf-token."),
  }),
).meta({ id: "Session" });

/** What is left to do for who has a second factor. */
export const sessionChallenge = objectOf(
  "session_challenge",
  z.object({
    factors: z.array(z.enum(["totp", "recovery_code"])),
    expires_at: z.int().describe("Unix seconds: the password must be given again then."),
  }),
).meta({ id: "SessionChallenge", description: "Send it back with a code; its id holds for five minutes." });

export const sessionAnswer = dataOf(session);
export const sessionsAnswer = collectionOf(session);
export const signInAnswer = dataOf(z.union([session, sessionChallenge]));

/** `POST /sessions`: first the password; where that is answered by a challenge, then the code. */
export const signInBody = z
  .object({
    data: z.discriminatedUnion(
      "type",
      [
        z.strictObject({
          type: z.literal("session"),
          attributes: z.strictObject({
            user: z.string().describe("Username or e-mail address."),
            password: z.string(),
          }),
        }),
        z.strictObject({
          type: z.literal("session_challenge"),
          id: z.string().describe("Of the challenge."),
          attributes: z.strictObject({
            code: z.string().describe("Six digits from the authenticator, or a recovery code."),
          }),
        }),
      ],
      'must be "session" or "session_challenge"',
    ),
  })
  .meta({ id: "SignIn" });

/** What the page for signing in can offer. */
export const signInMethodsAnswer = dataOf(
  objectOf(
    "sign_in_methods",
    z.object({
      password: z.boolean(),
      oidc: z
        .object({ name: z.string(), start_url: z.string().describe("Where a browser goes to sign in.") })
        .optional()
        .describe("Absent when no identity provider is configured."),
      password_reset_by_mail: z
        .boolean()
        .describe("Whether a lost password is replaced by mail; otherwise an operator makes a link."),
    }),
  ).meta({ id: "SignInMethods" }),
);
