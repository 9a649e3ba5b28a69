import type { Delivery } from "../access/invitation-delivery.ts";
import type { Group } from "../model/group.ts";
import type { Invitation } from "../model/invitation.ts";
import { groupUrl } from "./present-group.ts";

/** As those who manage the group see it; the delivery only in an answer that has just sent the link. */
export function presentInvitation(invitation: Invitation, baseUrl: string, delivery?: Delivery) {
  return {
    type: "invitation" as const,
    id: invitation.id,
    links: { self: `${groupUrl(invitation.groupId, baseUrl)}/invitations/${invitation.id}` },
    attributes: {
      email: invitation.email,
      administrator: invitation.isAdmin,
      invited_by: invitation.invitedBy,
      creation_date: invitation.createdAt,
      sent_date: invitation.sentAt,
      expiration_date: invitation.expiresAt,
      ...(delivery && { delivery: delivery.state }),
      ...(delivery?.state === "shown" && { link: delivery.link }),
    },
  };
}

/** As the holder of its link sees it. Without a link to itself: that would be the secret. */
export function presentOpenInvitation(invitation: Invitation, group: Group) {
  return {
    type: "invitation" as const,
    id: invitation.id,
    attributes: {
      email: invitation.email,
      group: group.id,
      organization: group.organization,
      administrator: invitation.isAdmin,
      expiration_date: invitation.expiresAt,
    },
  };
}
