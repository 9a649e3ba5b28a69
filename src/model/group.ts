import type { KeyPolicy } from "./key-policy.ts";
import type { Privileges } from "./privileges.ts";

/**
 * The descriptive attributes of a group besides `organization`, under VirusTotal's own names.
 * Source: https://docs.virustotal.com/reference/group-object
 */
export interface GroupAttributes {
  readonly organization_legal_name?: string;
  readonly country?: string;
  readonly country_iso?: string;
  readonly domain_name?: string;
  readonly industry?: string;
  /** Unix seconds. */
  readonly agreement_signed_date?: number;
  readonly contact_emails?: readonly string[];
  readonly auto_add_users?: readonly string[];
  readonly key_policy?: KeyPolicy;
  /** How long a member's session may last without calls, and at all; where stricter than the server's own limits. */
  readonly session_idle_minutes?: number;
  readonly session_hours?: number;
  /** Values of the identity provider's groups claim that make members, and administrators. */
  readonly sso_users?: readonly string[];
  readonly sso_administrators?: readonly string[];
  readonly preferences?: Readonly<Record<string, unknown>>;
}

export interface Group {
  /** Internal number, never reused and never shown. */
  readonly gid: number;
  readonly id: string;
  readonly organization: string;
  readonly attributes: GroupAttributes;
  readonly privileges: Privileges;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly usersCount: number;
  readonly administratorsCount: number;
  readonly serviceAccountsCount: number;
}
