import type { Addition } from "../access/member-additions.ts";
import type { MemberActivity, MemberView } from "../access/members.ts";
import { roleOf } from "../access/user-relationships.ts";
import { allowedOf } from "../model/quotas.ts";
import { describeUser, presentUser } from "./present-user.ts";

/** A user or service account with its standing in the group. */
export function presentMember(view: MemberView, baseUrl: string) {
  return { ...presentUser(view, baseUrl), context_attributes: contextOf(view) };
}

export function describeMember(view: MemberView) {
  return describeUser(view.user, contextOf(view));
}

/** A member, or an invitation under its address; its link is shown only where no mail can be sent. */
export function presentAddition(addition: Addition) {
  if (addition.state === "member") return describeMember(addition.view);
  const { invitation, delivery } = addition.sent;
  return {
    type: "user",
    id: invitation.email,
    context_attributes: {
      state: "pending",
      role: invitation.isAdmin ? "admin" : "user",
      invitation_id: invitation.id,
      delivery: delivery.state,
      ...(delivery.state === "shown" && { link: delivery.link }),
    },
  };
}

function contextOf(view: MemberView) {
  const caps = capsOf(view);
  return {
    role: roleOf(view.user),
    roles: view.user.membership?.roles ?? [],
    ...(caps.length > 0 && { quota_limits: Object.fromEntries(caps) }),
    ...(view.activity && activityOf(view.activity)),
  };
}

function activityOf({ lastSeen, consumed, share }: MemberActivity) {
  return {
    ...(lastSeen !== undefined && { last_seen: lastSeen }),
    quota_consumed_from_group: consumed,
    quota_share: share,
  };
}

/** Caps that were set; one equal to what holds without any is none. */
function capsOf({ limits }: MemberView) {
  const none = new Map<string, number>();
  return [...(limits ?? none)]
    .filter(([quota, allowed]) => allowed !== allowedOf(none, quota))
    .map(([quota, allowed]) => [quota, { allowed }] as const);
}
