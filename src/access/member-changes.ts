import { invalidArgument } from "../model/errors.ts";
import type { Group } from "../model/group.ts";
import { quote } from "../model/quote.ts";
import type { User } from "../model/user.ts";
import { GROUP_ADMIN, type Role } from "../names/roles.ts";
import type { Db } from "../store/database.ts";
import { lockGroup } from "../store/groups.ts";
import type { Store } from "../store/store.ts";
import { setMembership } from "../store/users.ts";
import type { Actor } from "./actor.ts";
import type { Audit } from "./audit.ts";
import type { Groups } from "./groups.ts";
import { requireSomeAdministrator } from "./last-ones.ts";
import { type Members, type MemberView, requireMember } from "./members.ts";
import { isGroupAdmin } from "./permissions.ts";
import type { Quotas } from "./quotas.ts";
import { type RoleChange, rolesAfter } from "./role-changes.ts";

/** What to change of one member; what is absent stays. */
export interface MemberChange extends RoleChange {
  /** Username or e-mail address. */
  readonly id: string;
  /** New caps by quota name; null takes the cap away. */
  readonly caps: ReadonlyMap<string, number | null>;
}

export interface MemberChangesDependencies {
  readonly store: Store;
  readonly groups: Groups;
  readonly members: Members;
  readonly quotas: Quotas;
  readonly audit: Audit;
}

/** Changes roles and caps of members. */
export class MemberChanges {
  readonly #to: MemberChangesDependencies;

  constructor(dependencies: MemberChangesDependencies) {
    this.#to = dependencies;
  }

  /**
   * All of the changes or none. Raises NotFoundError for an account that is not on the list,
   * InvalidArgumentError for bad roles, caps and accounts named twice, and ForbiddenError when the group
   * would be left without an administrator (unless an operator does it).
   */
  async patch(
    actor: Actor,
    groupId: string,
    list: "users" | "service_accounts",
    changes: readonly MemberChange[],
  ): Promise<MemberView[]> {
    const { group } = await this.#to.groups.seeAsManager(actor, groupId);
    const users = await this.#to.store.transaction(async (tx) => {
      await lockGroup(tx, group.gid);
      const targets = await findTargets(tx, group, list, changes);
      const changed: User[] = [];
      for (const { user, change } of targets) changed.push(await this.#apply(tx, actor, group, user, change));
      const wasDemoted = targets.some(({ user }, index) => isAdminUser(user) && !isAdminUser(changed[index]));
      if (wasDemoted && !actor.isOperator) await requireSomeAdministrator(tx, group);
      return changed;
    });
    return this.#to.members.views(actor, group, users);
  }

  async #apply(tx: Db, actor: Actor, group: Group, user: User, change: MemberChange): Promise<User> {
    const before = user.membership?.roles ?? [];
    const after = rolesAfter(before, change);
    const isSame = isSameSet(before, after);
    const limits = await this.#cap(tx, actor, user, change.caps);
    if (isSame && limits === null) return user;
    const changed = isSame ? user : await setMembership(tx, user, { gid: group.gid, roles: after });
    const entry = { targetType: user.kind, target: user.id, groupId: group.id } as const;
    await this.#to.audit.record(tx, actor, {
      action: "UPDATE_GROUP_MEMBER",
      ...entry,
      before: { ...(!isSame && { roles: before }), ...(limits && { quota_limits: limits.before }) },
      after: { ...(!isSame && { roles: after }), ...(limits && { quota_limits: limits.after }) },
    });
    if (before.includes(GROUP_ADMIN) !== after.includes(GROUP_ADMIN)) {
      const action = after.includes(GROUP_ADMIN) ? "ADD_GROUP_ADMIN" : "DELETE_GROUP_ADMIN";
      await this.#to.audit.record(tx, actor, { action, ...entry });
    }
    return changed;
  }

  async #cap(tx: Db, actor: Actor, user: User, caps: MemberChange["caps"]) {
    if (caps.size === 0) return null;
    const patch = [...caps].map(([quota, allowed]) => [quota, { allowed }]);
    return this.#to.quotas.changeUserLimits(tx, actor, user, Object.fromEntries(patch));
  }
}

async function findTargets(
  tx: Db,
  group: Group,
  list: "users" | "service_accounts",
  changes: readonly MemberChange[],
): Promise<{ readonly user: User; readonly change: MemberChange }[]> {
  const targets = new Map<number, { readonly user: User; readonly change: MemberChange }>();
  for (const change of changes) {
    const user = await requireMember(tx, group, list, change.id);
    // Two changes of one member have no order that a caller could mean.
    if (targets.has(user.uid))
      throw invalidArgument(`${quote(change.id)} is named twice; put its changes together`);
    targets.set(user.uid, { user, change });
  }
  return [...targets.values()];
}

/** A service account does not count: the group must keep a person who manages it. */
function isAdminUser(user: User | undefined): boolean {
  return user !== undefined && user.kind === "user" && isGroupAdmin(user);
}

function isSameSet(one: readonly Role[], other: readonly Role[]): boolean {
  return one.length === other.length && one.every((role) => other.includes(role));
}
