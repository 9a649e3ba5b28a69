import { notFound } from "../model/errors.ts";
import type { User } from "../model/user.ts";
import { GROUP_ADMIN } from "../names/roles.ts";
import type { Db } from "../store/database.ts";
import { lockGroup } from "../store/groups.ts";
import { deleteLimits, limitsOf } from "../store/quota-limits.ts";
import type { Store } from "../store/store.ts";
import { setMembership } from "../store/users.ts";
import type { Actor } from "./actor.ts";
import type { Audit } from "./audit.ts";
import type { Groups } from "./groups.ts";
import { requireAdministratorRemains } from "./last-ones.ts";
import { findMember, requireMember } from "./members.ts";
import { isGroupAdmin, requireManager } from "./permissions.ts";

export interface MemberRemovalsDependencies {
  readonly store: Store;
  readonly groups: Groups;
  readonly audit: Audit;
}

/** Takes users out of groups, and the role of administrator from members. */
export class MemberRemovals {
  readonly #to: MemberRemovalsDependencies;

  constructor(dependencies: MemberRemovalsDependencies) {
    this.#to = dependencies;
  }

  /**
   * Makes a member a user without a group, with no caps: by an administrator, an operator or the member
   * itself. What it used stays charged to the group. Raises NotFoundError when it is no member,
   * ForbiddenError for the group's last administrator.
   */
  async remove(actor: Actor, groupId: string, id: string): Promise<void> {
    const { group, relation } = await this.#to.groups.see(actor, groupId);
    if (!isOwnName(actor, id)) requireManager(relation);
    await this.#to.store.transaction(async (tx) => {
      await lockGroup(tx, group.gid);
      const user = await requireMember(tx, group, "users", id);
      await requireAdministratorRemains(tx, actor, user);
      const before = await this.#leave(tx, user);
      const entry = { targetType: "user", target: user.id, groupId: group.id } as const;
      await this.#to.audit.record(tx, actor, { action: "DELETE_GROUP_USER", ...entry, before });
      if (isGroupAdmin(user))
        await this.#to.audit.record(tx, actor, { action: "DELETE_GROUP_ADMIN", ...entry });
    });
  }

  /** Leaves the account a plain member. Raises as `remove`, NotFoundError when it is no administrator. */
  async removeAdministrator(actor: Actor, groupId: string, id: string): Promise<void> {
    const { group } = await this.#to.groups.seeAsManager(actor, groupId);
    await this.#to.store.transaction(async (tx) => {
      await lockGroup(tx, group.gid);
      const user = await findMember(tx, group, "administrators", id);
      if (user === undefined) throw notFound("Administrator", id);
      await requireAdministratorRemains(tx, actor, user);
      const roles = (user.membership?.roles ?? []).filter((role) => role !== GROUP_ADMIN);
      await setMembership(tx, user, { gid: group.gid, roles });
      await this.#to.audit.record(tx, actor, {
        action: "DELETE_GROUP_ADMIN",
        targetType: user.kind,
        target: user.id,
        groupId: group.id,
      });
    });
  }

  /** Caps are the group's hold on the member, so they end with the membership. */
  async #leave(tx: Db, user: User) {
    const limits = await limitsOf(tx, "user", user.uid);
    await setMembership(tx, user, null);
    await deleteLimits(tx, "user", user.uid);
    return { roles: user.membership?.roles ?? [], quota_limits: Object.fromEntries(limits) };
  }
}

/** Everyone may leave; the names under which he calls himself are his username and his address. */
function isOwnName({ user }: Actor, id: string): boolean {
  return id === user.id || (user.email !== null && id.toLowerCase() === user.email);
}
