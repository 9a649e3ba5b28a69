import { isRole, ROLES, type Role } from "../../src/names/roles.ts";

/** Source: docs/api.md, "Groups: members, roles, caps". */
const TEXTS: Readonly<Record<Role, readonly [title: string, meaning: string]>> = {
  USER_ROLE_GROUP_ADMIN: ["Administrator", "administers the group"],
  USER_ROLE_PRIVATE_SCANNING: ["Private scanning", "may use private scanning"],
  USER_ROLE_FILE_DOWNLOADS: ["File downloads", "may download files; people may without it"],
  USER_ROLE_FILE_UPLOADS: ["File uploads", "may upload files; people may without it"],
  USER_ROLE_PRIVATE_FILE_UPLOADS: ["Private uploads", "may upload files to private scanning"],
  USER_ROLE_PRIVATE_FILE_DOWNLOADS: ["Private downloads", "may download files from private scanning"],
};

/** Every role, and what it means. */
export const ROLE_TEXTS = ROLES.map((role) => {
  const [title, meaning] = TEXTS[role];
  return { role, title, meaning };
});

export function roleTitle(role: string): string {
  return isRole(role) ? TEXTS[role][0] : role;
}
