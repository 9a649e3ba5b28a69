import { forbidden } from "../model/errors.ts";
import type { User } from "../model/user.ts";
import type { GroupRelation, Relation } from "../model/visibility.ts";
import { GROUP_ADMIN } from "../names/roles.ts";
import type { Actor } from "./actor.ts";

/** Every relation in which the caller stands to the account, closest first; never empty. */
export function relationsTo(actor: Actor, user: User): readonly Relation[] {
  const relations: Relation[] = [];
  if (actor.user.uid === user.uid) relations.push("self");
  if (actor.isOperator) relations.push("operator");
  if (user.membership !== null && actor.user.membership?.gid === user.membership.gid) {
    relations.push(isGroupAdmin(actor.user) ? "group_admin" : "fellow");
  }
  if (relations.length === 0) relations.push("stranger");
  return relations;
}

/** The caller's relation to a group; undefined: to him the group does not exist. */
export function relationToGroup(actor: Actor, gid: number): GroupRelation | undefined {
  if (actor.isOperator) return "operator";
  if (actor.user.membership?.gid !== gid) return undefined;
  return isGroupAdmin(actor.user) ? "administrator" : "member";
}

export function isGroupAdmin(user: User): boolean {
  return user.membership?.roles.includes(GROUP_ADMIN) ?? false;
}

/** Whether the relations allow reading the account by its username, address or key. */
export function maySeeUser(relations: readonly Relation[]): boolean {
  return relations.some(
    (relation) => relation === "self" || relation === "operator" || relation === "group_admin",
  );
}

/** Raises ForbiddenError unless the caller manages the group, i.e. is an operator or its administrator. */
export function requireManager(relation: GroupRelation): void {
  if (relation === "member") throw forbidden();
}

/** Raises ForbiddenError unless the caller is an operator. */
export function requireOperator(actor: Actor): void {
  if (!actor.isOperator) throw forbidden();
}
