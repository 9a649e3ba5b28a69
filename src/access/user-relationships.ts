import { AccessError, forbidden } from "../model/errors.ts";
import {
  isUserRelationship,
  mayReadUserRelationship,
  USER_RELATIONSHIPS,
  type UserRelationshipName,
} from "../model/relationships.ts";
import type { User } from "../model/user.ts";
import type { Actor } from "./actor.ts";
import type { Groups } from "./groups.ts";
import { isGroupAdmin } from "./permissions.ts";
import { requireRelationshipName, unknownRelationship } from "./relationship-names.ts";
import type { GroupView, SeenAccount } from "./views.ts";

/** How an account stands in a group that it is related to. */
export type GroupRole = "admin" | "user";

export interface RelatedGroup {
  readonly view: GroupView;
  readonly role: GroupRole;
}

export interface UserRelationship<Item> {
  readonly cardinality: "one" | "many";
  readonly items: readonly Item[];
}

/** What accounts are related to: the group they belong to and the groups that pay for them. */
export class UserRelationships {
  readonly #groups: Groups;

  constructor(groups: Groups) {
    this.#groups = groups;
  }

  /**
   * The related groups, as far as the caller may see them. Raises NotFoundError for a name that is no
   * relationship, ForbiddenError when the caller may not read this one.
   */
  async get(actor: Actor, seen: SeenAccount, name: string): Promise<UserRelationship<RelatedGroup>> {
    requireRelationshipName(name);
    if (!isUserRelationship(name)) throw unknownRelationship(name);
    if (!mayReadUserRelationship(name, seen.user.kind, seen.relations)) throw forbidden();
    const { cardinality } = USER_RELATIONSHIPS[name];
    const groupId = relatedGroupId(seen.user, name);
    const view = groupId === null ? undefined : await this.#visible(actor, groupId);
    return { cardinality, items: view === undefined ? [] : [{ view, role: roleOf(seen.user) }] };
  }

  /**
   * Ids of the related groups, from the account alone. A relationship that the caller may not read looks
   * empty; an unknown one is undefined.
   */
  idsOf(seen: SeenAccount, name: string): UserRelationship<string> | undefined {
    if (!isUserRelationship(name)) return undefined;
    const { cardinality } = USER_RELATIONSHIPS[name];
    const mayRead = mayReadUserRelationship(name, seen.user.kind, seen.relations);
    const groupId = mayRead ? relatedGroupId(seen.user, name) : null;
    return { cardinality, items: groupId === null ? [] : [groupId] };
  }

  async #visible(actor: Actor, groupId: string): Promise<GroupView | undefined> {
    try {
      return await this.#groups.get(actor, groupId);
    } catch (error) {
      if (error instanceof AccessError && error.code === "NotFoundError") return undefined;
      throw error;
    }
  }
}

export function roleOf(user: User): GroupRole {
  return isGroupAdmin(user) ? "admin" : "user";
}

function relatedGroupId({ membership }: User, name: UserRelationshipName): string | null {
  if (membership === null) return null;
  switch (name) {
    case "groups":
      return membership.groupId;
    case "api_quota_group":
      return membership.quotaGroups.api;
    case "intelligence_quota_group":
      return membership.quotaGroups.intelligence;
    case "monitor_quota_group":
      return membership.quotaGroups.monitor;
    default:
      return null;
  }
}
