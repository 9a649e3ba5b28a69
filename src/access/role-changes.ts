import { badRequest, invalidArgument } from "../model/errors.ts";
import { quote } from "../model/quote.ts";
import { isRole, ROLES, type Role } from "../names/roles.ts";

/** Either all roles anew, or some more and some less. */
export interface RoleChange {
  readonly roles?: readonly string[] | undefined;
  readonly addRoles?: readonly string[] | undefined;
  readonly removeRoles?: readonly string[] | undefined;
}

/**
 * The roles after the change, in VirusTotal's order. Raises BadRequestError when the parts of the change
 * contradict each other, InvalidArgumentError for an unknown role.
 */
export function rolesAfter(current: readonly Role[], change: RoleChange): readonly Role[] {
  const { roles, addRoles = [], removeRoles = [] } = change;
  if (roles !== undefined) {
    if (change.addRoles !== undefined || change.removeRoles !== undefined) {
      throw badRequest("roles replaces all roles; leave out add_roles and remove_roles, or send only those");
    }
    const replaced = roles.map(parseRole);
    return ROLES.filter((role) => replaced.includes(role));
  }
  const added = addRoles.map(parseRole);
  const removed = removeRoles.map(parseRole);
  const both = added.find((role) => removed.includes(role));
  if (both !== undefined) throw badRequest(`The role ${quote(both)} is in both add_roles and remove_roles`);
  return ROLES.filter((role) => (current.includes(role) || added.includes(role)) && !removed.includes(role));
}

function parseRole(text: string): Role {
  if (isRole(text)) return text;
  throw invalidArgument(`Unknown role ${quote(text)}; use ${ROLES.join(", ")}`);
}
