import type { Role } from "../../names/roles.ts";

/** What a file asks for. Whatever is absent is left as it is on the server. */
export interface Desired {
  readonly groups: readonly DesiredGroup[];
  /** Undefined: the file says nothing of users, so none is pruned. */
  readonly users: readonly DesiredUser[] | undefined;
}

/** Where in the file something stands, for conflicts that only the server's state reveals. */
export interface Located {
  readonly line: number;
}

/** Allowed amounts by quota name. */
export type Limits = Readonly<Record<string, number>>;

export interface DesiredGroup extends Located {
  readonly id: string;
  /** Under VirusTotal's names; without quotas. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly quotas: Limits;
  readonly serviceAccounts: readonly DesiredServiceAccount[] | undefined;
  /** Members and service accounts that the file does not name are removed. */
  readonly prune: boolean;
}

export interface DesiredServiceAccount extends Located {
  /** `<group>_<name>`. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[] | undefined;
  readonly caps: Limits;
}

export interface DesiredUser extends Located {
  readonly id: string;
  readonly email: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** null: in no group. */
  readonly group: string | null | undefined;
  readonly roles: readonly Role[] | undefined;
  readonly caps: Limits;
}
