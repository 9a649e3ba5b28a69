import { toRfc3339 } from "../base/clock.ts";
import type { Group } from "../model/group.ts";
import type { Invitation } from "../model/invitation.ts";
import type { Mail, SendMail } from "./mail.ts";

/** What became of an invitation's link. */
export type Delivery =
  /** No mail server is configured: the administrator hands it over. */
  | { readonly state: "shown"; readonly link: string }
  | { readonly state: "sent" }
  /** It can be sent again. */
  | { readonly state: "failed" }
  /** The link that was sent before still holds. */
  | { readonly state: "unchanged" };

export interface DeliveryRequest {
  readonly invitation: Invitation;
  readonly token: string | null;
  readonly group: Group;
  readonly baseUrl: string;
  readonly sendMail: SendMail | null;
}

/** Mails the link, or shows it when no mail can be sent. The sender logs what fails. */
export async function deliverInvitation(request: DeliveryRequest): Promise<Delivery> {
  const { invitation, token, group, baseUrl, sendMail } = request;
  if (token === null) return { state: "unchanged" };
  const link = `${baseUrl}/invitations/${token}`;
  if (sendMail === null) return { state: "shown", link };
  return sendMail(invitationMail(invitation, group, link)).then(
    () => ({ state: "sent" }),
    () => ({ state: "failed" }),
  );
}

function invitationMail(invitation: Invitation, group: Group, link: string): Mail {
  const name = group.organization === "" ? group.id : group.organization;
  return {
    to: invitation.email,
    subject: `Invitation to ${name}`,
    text: `Hello,

${invitation.invitedBy} invites you to the group "${name}". To choose a user name and a password, open

    ${link}

The link works once, until ${toRfc3339(invitation.expiresAt * 1000)}. If you did not expect this mail, ignore it.
`,
  };
}
