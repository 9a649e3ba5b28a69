import { z } from "zod";
import { newAccountAttributes } from "./account.ts";
import { collectionOf, dataOf, objectOf } from "./envelope.ts";

/** Invitations: an extension of VirusTotal's API in its own style. */

export const deliveryState = z
  .enum(["shown", "sent", "failed", "unchanged"])
  .describe(
    "shown: no mail server is configured, so `link` is for you to hand over; failed: the mail could not be sent, resend it; unchanged: the link that was sent before still holds.",
  );

const attributes = z.object({
  email: z.string(),
  administrator: z.boolean().describe("Whether the invited person will administer the group."),
  invited_by: z.string().describe("Username."),
  creation_date: z.int().describe("Unix seconds."),
  sent_date: z.int().describe("Unix seconds."),
  expiration_date: z.int().describe("Unix seconds; from then on the link is dead."),
  delivery: deliveryState.optional().describe("Only in an answer that sends the link."),
  link: z.string().optional().describe("Only in an answer that makes the link, and without a mail server."),
});

export const invitation = objectOf("invitation", attributes).meta({ id: "Invitation" });
export const invitationAnswer = dataOf(invitation);
export const invitationsAnswer = collectionOf(invitation);

/** What the holder of a link is shown. */
export const openInvitationAnswer = dataOf(
  objectOf(
    "invitation",
    z.object({
      email: z.string(),
      group: z.string().describe("Id of the group."),
      organization: z.string(),
      administrator: z.boolean(),
      expiration_date: z.int().describe("Unix seconds."),
    }),
  ).meta({ id: "OpenInvitation" }),
);

export const acceptanceBody = z.object({
  data: z.strictObject({
    type: z.literal("user").optional(),
    id: z.string().describe("The username: letters, digits, `.`, `_` and `-`."),
    attributes: newAccountAttributes(["password"]).describe("The address is the invited one."),
    start_session: z.boolean().optional().describe("Sign in as well: the answer sets the session's cookie."),
  }),
});
