import { forbidden } from "../model/errors.ts";
import type { Group } from "../model/group.ts";
import { isOperators } from "../model/privileges.ts";
import type { User } from "../model/user.ts";
import type { Db } from "../store/database.ts";
import { lockGroup } from "../store/groups.ts";
import { countActiveAdministrators, operators } from "../store/users.ts";
import type { Actor } from "./actor.ts";
import { isGroupAdmin } from "./permissions.ts";

/**
 * Raises ForbiddenError when taking this account's role away would leave its group without an active
 * user who administers it, unless an operator does it. Locks the group, so that two cannot leave at once.
 */
export async function requireAdministratorRemains(tx: Db, actor: Actor, user: User): Promise<void> {
  if (user.membership === null) return;
  await lockGroup(tx, user.membership.gid);
  if (actor.isOperator || user.kind !== "user" || !isGroupAdmin(user)) return;
  const others = await countActiveAdministrators(tx, user.membership.gid, user.uid);
  if (others === 0) {
    throw forbidden(
      `"${user.id}" is the last administrator of group "${user.membership.groupId}"; make another member administrator first`,
    );
  }
}

/**
 * Raises ForbiddenError when no active operator for good but this one is left: sooner or later nobody could
 * manage the server.
 */
export async function requireOperatorRemains(tx: Db, user: User): Promise<void> {
  if (!isLastingOperator(user)) return;
  const others = (await operators(tx)).filter((other) => other.uid !== user.uid && isLastingOperator(other));
  if (others.length === 0) {
    throw forbidden(
      `"${user.id}" is the last active operator; grant the privilege "admin", without an expiration date, to another user first`,
    );
  }
}

/** One whose privilege does not expire. */
export function isLastingOperator({ status, privileges }: User): boolean {
  return status === "active" && isOperators(privileges) && privileges.admin?.expiration_date === undefined;
}

/**
 * The same for a change already made to several members: raises ForbiddenError when no active user
 * administers the group now. The caller holds the group's lock.
 */
export async function requireSomeAdministrator(tx: Db, group: Pick<Group, "gid" | "id">): Promise<void> {
  const nobody = 0;
  if ((await countActiveAdministrators(tx, group.gid, nobody)) > 0) return;
  throw forbidden(
    `This would leave group "${group.id}" without an administrator; make another member administrator first`,
  );
}
