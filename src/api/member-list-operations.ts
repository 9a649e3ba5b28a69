import type { MemberList } from "../store/member-conditions.ts";

/** The operation that lists each, as the contract names it. */
export const MEMBER_LIST_OPERATIONS = {
  users: "getGroupUsers",
  administrators: "getGroupAdministrators",
  service_accounts: "getServiceAccountsOfAGroup",
} as const satisfies Record<MemberList, string>;

export function isMemberList(name: string): name is MemberList {
  return Object.hasOwn(MEMBER_LIST_OPERATIONS, name);
}
