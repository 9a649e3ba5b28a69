import type { Role } from "../names/roles.ts";
import type { Privileges } from "./privileges.ts";

export type AccountKind = "user" | "service_account";
export type AccountStatus = "active" | "inactive";

/** A preferences object: a dictionary of dictionaries, opaque to us. */
export type Preferences = Readonly<Record<string, unknown>>;

/** A user or a service account. Times are unix seconds. */
export interface User {
  /** Internal number, never reused and never shown. */
  readonly uid: number;
  /** The username: public, unique. */
  readonly id: string;
  readonly kind: AccountKind;
  /** Lower case; service accounts have an e-mail-like identifier. */
  readonly email: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly profilePhrase: string;
  readonly hasPassword: boolean;
  readonly status: AccountStatus;
  readonly reputation: number;
  readonly has2fa: boolean;
  readonly userSince: number;
  readonly lastLogin: number | null;
  readonly preferences: Preferences;
  /** The account's own grants; those of its groups are joined when shown. */
  readonly privileges: Privileges;
  readonly membership: Membership | null;
  /** The directory that answers for the person; null for accounts that sign in by themselves. */
  readonly sso: SsoIdentity | null;
}

/** How a directory names a person. */
export interface SsoIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** The directory ended the person's session, and with it the account until the next sign-in there. */
  readonly suspended: boolean;
}

/** A user belongs to at most one group at a time. */
export interface Membership {
  readonly gid: number;
  readonly groupId: string;
  readonly roles: readonly Role[];
  /** Which group pays for which family of quotas; null: none. */
  readonly quotaGroups: QuotaGroups;
}

/** Public ids of the paying groups. */
export interface QuotaGroups {
  readonly api: string | null;
  readonly intelligence: string | null;
  readonly monitor: string | null;
}

/** Why an account that is not active is refused, and who can change that. */
export function notActiveSentence({ id, sso }: Pick<User, "id" | "sso">): string {
  return sso?.suspended === true
    ? `User "${id}" is not active until the next sign-in by the directory; sign in to Tollgate again`
    : `User "${id}" is not active; ask an operator to activate it`;
}
