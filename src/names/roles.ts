/** Roles of a member in its group (https://docs.virustotal.com/reference/patch-group-service-accounts-roles). */
export const ROLES = [
  "USER_ROLE_GROUP_ADMIN",
  "USER_ROLE_PRIVATE_SCANNING",
  "USER_ROLE_FILE_DOWNLOADS",
  "USER_ROLE_FILE_UPLOADS",
  "USER_ROLE_PRIVATE_FILE_UPLOADS",
  "USER_ROLE_PRIVATE_FILE_DOWNLOADS",
] as const;

export type Role = (typeof ROLES)[number];

export const GROUP_ADMIN: Role = "USER_ROLE_GROUP_ADMIN";

export function isRole(text: unknown): text is Role {
  return ROLES.some((role) => role === text);
}
