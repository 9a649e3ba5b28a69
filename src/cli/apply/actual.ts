import type { Limits } from "./desired.ts";

/** What the server has of the things that a file names. */
export interface Actual {
  /** Groups that the file names, or puts users into, and that exist. */
  readonly groups: ReadonlyMap<string, ActualGroup>;
  readonly users: ReadonlyMap<string, ActualUser>;
}

export interface ActualGroup {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly quotas: Limits;
  /** By username; without service accounts. */
  readonly members: ReadonlyMap<string, ActualMember>;
  /** By full id. */
  readonly serviceAccounts: ReadonlyMap<string, ActualMember>;
}

export interface ActualMember {
  readonly roles: readonly string[];
  /** Every quota's own limit of the account. */
  readonly caps: Limits;
}

export interface ActualUser {
  readonly email: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly group: string | null;
  readonly caps: Limits;
}
