import type { GroupView, SeenGroup } from "../access/views.ts";
import { withUngranted } from "../model/privileges.ts";
import { isGroupAttribute, mayReadGroupAttribute } from "../model/visibility.ts";
import type { ContextAttributes } from "./present-user.ts";

/** Anything that can be said of a group; without quotas they are left out. */
export type PresentableGroup = SeenGroup & Partial<GroupView>;

/** A group as this viewer may see it: hidden and unset attributes are absent, never null. */
export function presentGroup({ group, relation, quotas }: PresentableGroup, baseUrl: string) {
  const attributes = {
    organization: group.organization,
    ...group.attributes,
    privileges: withUngranted(group.privileges),
    quotas,
  };
  const shown = Object.entries(attributes).filter(
    ([name, value]) => value !== undefined && isGroupAttribute(name) && mayReadGroupAttribute(name, relation),
  );
  return {
    ...describeGroup(group.id),
    links: { self: groupUrl(group.id, baseUrl) },
    attributes: Object.fromEntries(shown),
  };
}

/** `{type, id}`, and what is true of the group only in the relationship asked for. */
export function describeGroup(id: string, context?: ContextAttributes) {
  return { type: "group" as const, id, ...(context && { context_attributes: context }) };
}

export function groupUrl(id: string, baseUrl: string): string {
  return `${baseUrl}/api/v3/groups/${id}`;
}
