/** Roles of members, and what they mean. Source: docs/api.md, "Groups: members, roles, caps". */
export const ROLES = [
  ["USER_ROLE_GROUP_ADMIN", "Administrator", "administers the group"],
  ["USER_ROLE_PRIVATE_SCANNING", "Private scanning", "may use private scanning"],
  ["USER_ROLE_FILE_DOWNLOADS", "File downloads", "may download files; people may without it"],
  ["USER_ROLE_FILE_UPLOADS", "File uploads", "may upload files; people may without it"],
  ["USER_ROLE_PRIVATE_FILE_UPLOADS", "Private uploads", "may upload files to private scanning"],
  ["USER_ROLE_PRIVATE_FILE_DOWNLOADS", "Private downloads", "may download files from private scanning"],
] as const;

export const ADMINISTRATOR = ROLES[0][0];

export function roleTitle(role: string): string {
  return ROLES.find(([name]) => name === role)?.[1] ?? role;
}
