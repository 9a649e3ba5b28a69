import type { Member, MemberChange, MemberContext } from "../../src/client/members.ts";

const ACTIVITY = ["last_seen", "quota_consumed_from_group", "quota_share"] as const;

/** What the member will be once the server has made the change. */
export function expectedMember(member: Member, change: Omit<MemberChange, "id">): Member {
  const context = member.context_attributes ?? {};
  const removed = new Set(change.remove_roles ?? []);
  const roles = change.roles ?? [
    ...new Set([...(context.roles ?? []), ...(change.add_roles ?? [])].filter((role) => !removed.has(role))),
  ];
  const limits: MemberContext["quota_limits"] = Object.fromEntries(
    Object.entries({ ...context.quota_limits, ...change.quota_limits }).flatMap(([quota, { allowed }]) =>
      allowed === null ? [] : [[quota, { allowed }]],
    ),
  );
  return { ...member, context_attributes: { ...context, roles, quota_limits: limits } };
}

/** As the server answers a change; what a member was doing is not in that answer, and has not changed. */
export function answeredMember(known: Member, answered: Member): Member {
  const context = known.context_attributes ?? {};
  const activity = Object.fromEntries(
    ACTIVITY.flatMap((name) => (context[name] === undefined ? [] : [[name, context[name]]])),
  );
  return { ...answered, context_attributes: { ...activity, ...answered.context_attributes } };
}
