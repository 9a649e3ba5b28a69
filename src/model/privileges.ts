import { invalidArgument } from "./errors.ts";
import { parseObject } from "./patch.ts";
import { quote } from "./quote.ts";
import { isUnixSeconds } from "./times.ts";

/** One entry of a privileges map. `expiration_date` is in unix seconds. */
export interface Privilege {
  readonly granted: boolean;
  readonly expiration_date?: number;
}

/** Own grants by privilege name. */
export type Privileges = Readonly<Record<string, Privilege>>;

/** Every privilege name that VirusTotal's documents and clients know (kebab-case but for click_to_accept). */
export const KNOWN_PRIVILEGES: readonly string[] = [
  "activity-logs",
  "admin",
  "allinfo",
  "big-files",
  "cases",
  "click_to_accept",
  "creditcards",
  "distribution",
  "distribution-download",
  "dogfooder",
  "domain-feed",
  "download",
  "downloads-tier-1",
  "downloads-tier-2",
  "file-behaviour-feed",
  "file-feed",
  "full-distribution",
  "intelligence",
  "intelligence-search-tier-1",
  "intelligence-search-tier-2",
  "intelligence-search-tier-3",
  "ioc-stream",
  "ip-feed",
  "livehunt",
  "monitor",
  "monitor-partner",
  "oem_click_to_accept",
  "private",
  "private-collections",
  "retrohunt",
  "retrohunt-tier-1",
  "retrohunt-tier-2",
  "retrohunt-tier-3",
  "sales-staff",
  "saved-search",
  "staff",
  "url-distribution",
  "url-feed",
  "vtalerts",
  "vtdiff-api",
  "vtdiff-ui",
  "vtinsights",
];

/** Whether the privilege is granted at this instant (unix seconds). */
export function isGranted(privileges: Privileges, name: string, nowSeconds: number): boolean {
  const privilege = privileges[name];
  if (!privilege?.granted) return false;
  return privilege.expiration_date === undefined || nowSeconds < privilege.expiration_date;
}

/**
 * Whether these make an operator, now or once: one whose privilege has expired is not fair game for those who
 * administer his group.
 */
export function isOperators(privileges: Privileges): boolean {
  return privileges.admin?.granted === true;
}

/** How a privilege that a member has through its group is shown. */
export interface ShownPrivilege extends Privilege {
  readonly inherited_from?: string;
  readonly inherited_via?: string;
}

const PRIVILEGE_NAME = /^[a-z][a-z0-9_-]{0,63}$/;

/**
 * Merges a PATCH of privileges into the current ones; an `expiration_date` of 0 means none, as vt-cli
 * sends it. Raises InvalidArgumentError.
 */
export function mergePrivileges(current: Privileges, patch: unknown): Privileges {
  const merged: Record<string, Privilege> = { ...current };
  for (const [name, value] of Object.entries(parseObject("privileges", patch))) {
    if (!PRIVILEGE_NAME.test(name)) throw invalidArgument(`Invalid privilege name: ${quote(name)}`);
    merged[name] = parsePrivilege(name, value, merged[name]);
  }
  return merged;
}

function parsePrivilege(name: string, value: unknown, current: Privilege | undefined): Privilege {
  const fields = parseObject(`privileges.${name}`, value);
  for (const field of Object.keys(fields)) {
    if (field !== "granted" && field !== "expiration_date") {
      throw invalidArgument(
        `Unknown field ${quote(`privileges.${name}.${field}`)}; use granted and expiration_date`,
      );
    }
  }
  const granted = fields.granted ?? current?.granted;
  if (typeof granted !== "boolean")
    throw invalidArgument(`"privileges.${name}.granted" must be true or false`);
  const expiration = fields.expiration_date ?? (granted ? current?.expiration_date : 0) ?? 0;
  if (!isUnixSeconds(expiration)) {
    throw invalidArgument(
      `"privileges.${name}.expiration_date" must be a time in unix seconds, or 0 for none`,
    );
  }
  return expiration === 0 ? { granted } : { granted, expiration_date: expiration };
}

/**
 * An account's own privileges with those granted to its group; an own entry wins. The privilege `admin`
 * is never inherited, or a group could turn its members into operators.
 */
export function withInherited(
  own: Privileges,
  group: Privileges,
  groupId: string,
): Record<string, ShownPrivilege> {
  const shown: Record<string, ShownPrivilege> = {};
  for (const [name, privilege] of Object.entries(group)) {
    if (!privilege.granted || name === "admin") continue;
    shown[name] = { ...privilege, inherited_from: groupId, inherited_via: quotaGroupOf(name) };
  }
  return { ...shown, ...own };
}

/** The map of a group enumerates every known name. */
export function withUngranted(own: Privileges): Record<string, Privilege> {
  const ungranted = Object.fromEntries(KNOWN_PRIVILEGES.map((name) => [name, { granted: false }]));
  return { ...ungranted, ...own };
}

function quotaGroupOf(privilege: string): string {
  if (privilege.startsWith("monitor")) return "monitor_quota_group";
  return /^(intelligence|livehunt|retrohunt|ioc-stream|saved-search|vtdiff)/.test(privilege)
    ? "intelligence_quota_group"
    : "api_quota_group";
}
