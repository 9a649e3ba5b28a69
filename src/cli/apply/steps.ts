import type { Limits } from "./desired.ts";

/** One change of the plan: what people see of it, and the one call that makes it. */
export interface Step {
  readonly action: "create" | "change" | "remove";
  /** Such as `user alice`. */
  readonly subject: string;
  readonly changes: readonly Change[];
  readonly call: Call;
}

export interface Change {
  readonly name: string;
  /** Absent where nothing was. */
  readonly before?: unknown;
  readonly after: unknown;
}

export type MemberList = "users" | "service_accounts";

export type Call =
  | { readonly kind: "createGroup"; readonly id: string; readonly attributes: object }
  | { readonly kind: "updateGroup"; readonly id: string; readonly attributes: object }
  | { readonly kind: "createUser"; readonly id: string; readonly attributes: object }
  | { readonly kind: "updateUser"; readonly id: string; readonly attributes: object }
  | {
      readonly kind: "setGroup";
      readonly id: string;
      readonly email: string;
      readonly group: string | null;
    }
  | {
      readonly kind: "createServiceAccount";
      readonly group: string;
      readonly name: string;
      readonly id: string;
    }
  | {
      readonly kind: "setRoles";
      readonly group: string;
      readonly list: MemberList;
      readonly id: string;
      readonly roles: readonly string[];
    }
  | { readonly kind: "setCaps"; readonly id: string; readonly caps: Limits }
  | { readonly kind: "removeMember"; readonly group: string; readonly list: MemberList; readonly id: string };
