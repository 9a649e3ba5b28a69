import { forbidden } from "../model/errors.ts";
import { isOperators } from "../model/privileges.ts";
import type { AccountKind } from "../model/user.ts";
import type { Relation } from "../model/visibility.ts";
import type { SeenAccount } from "./views.ts";

export type KeyDeed = "read" | "create" | "change" | "rotate" | "revoke";

/**
 * Who may do what with the keys of an account. A group's administrator can stop a member's runaway key,
 * but only a person himself (or an operator) can get one that speaks for him. The keys of a service account are its
 * group's affair; the program itself may only replace them.
 */
const DOERS: Readonly<Record<AccountKind, Readonly<Record<KeyDeed, readonly Relation[]>>>> = {
  user: {
    read: ["self", "operator", "group_admin"],
    create: ["self", "operator"],
    change: ["self", "operator"],
    rotate: ["self", "operator"],
    revoke: ["self", "operator", "group_admin"],
  },
  service_account: {
    read: ["self", "operator", "group_admin"],
    create: ["operator", "group_admin"],
    change: ["operator", "group_admin"],
    rotate: ["self", "operator", "group_admin"],
    revoke: ["operator", "group_admin"],
  },
};

const OPERATORS_DOERS: readonly Relation[] = ["self", "operator"];

/**
 * Raises ForbiddenError unless the viewer may do it with the keys of this account, which he can see. Whoever
 * administers the group of an operator must not lock him out.
 */
export function requireKeyDeed(deed: KeyDeed, { user, relations }: SeenAccount): void {
  const doers = isOperators(user.privileges) && deed !== "read" ? OPERATORS_DOERS : DOERS[user.kind][deed];
  if (!relations.some((relation) => doers.includes(relation))) throw forbidden();
}
