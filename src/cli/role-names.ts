import { isRole, ROLES, type Role } from "../model/roles.ts";

const PREFIX = "USER_ROLE_";

/** The role of that name; `group_admin` will do for USER_ROLE_GROUP_ADMIN. Undefined when there is none. */
export function parseRole(text: string): Role | undefined {
  const name = text.toUpperCase().replaceAll("-", "_");
  const full = name.startsWith(PREFIX) ? name : PREFIX + name;
  return isRole(full) ? full : undefined;
}

/** The names as people may type them, for help and error sentences. */
export const ROLE_NAMES = ROLES.map((role) => role.slice(PREFIX.length).toLowerCase()).join(", ");
