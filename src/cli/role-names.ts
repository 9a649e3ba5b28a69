import { isRole, ROLES, type Role } from "../names/roles.ts";

const PREFIX = "USER_ROLE_";

/** The role of that name; `group_admin` will do for USER_ROLE_GROUP_ADMIN. Undefined when there is none. */
export function parseRole(text: string): Role | undefined {
  const name = text.toUpperCase().replaceAll("-", "_");
  const full = name.startsWith(PREFIX) ? name : PREFIX + name;
  return isRole(full) ? full : undefined;
}

/** The name as people may type it. */
export function shortRole(role: string): string {
  return role.startsWith(PREFIX) ? role.slice(PREFIX.length).toLowerCase() : role;
}

/** All names, for help and error sentences. */
export const ROLE_NAMES = ROLES.map(shortRole).join(", ");
