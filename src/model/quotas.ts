import { nextMonth, utcDay, utcHour, utcMinute, utcMonth } from "../base/clock.ts";

export const MINUTE_SECONDS = 60;
export const HOUR_SECONDS = 60 * MINUTE_SECONDS;
export const DAY_SECONDS = 24 * HOUR_SECONDS;

/** How long a quota counts before it begins again; `live` never does: it is a count of things that exist. */
export type QuotaWindow = "minute" | "hour" | "day" | "month" | "live";

/** Which of a member's quota groups pays: `api_quota_group`, `intelligence_quota_group`, `monitor_quota_group`. */
export type QuotaPayer = "api" | "intelligence" | "monitor";

/** By quota name. */
export type QuotaLimits = ReadonlyMap<string, number>;

/** What `used` counters hold, by quota name; a name that is absent has used 0. */
export type QuotaUse = ReadonlyMap<string, number>;

/** A quota as user and group objects show it. */
export interface Quota {
  readonly allowed: number;
  readonly used: number;
}

export const QUOTA_MAX = Number.MAX_SAFE_INTEGER;

/** VirusTotal's numbers for "no cap" (virustotal exporters test for `>= 1e9`). */
export const NO_CAP = 1_000_000_000;
export const NO_CAP_HOURLY = 60_000_000_000;

const ALLOWED_UNLIMITED: QuotaLimits = new Map([
  ["api_requests_hourly", NO_CAP_HOURLY],
  ["api_requests_daily", NO_CAP],
  ["api_requests_monthly", NO_CAP],
]);

/**
 * Every quota name that VirusTotal's documents, live answers and clients know. Clients fail when one of
 * them is missing from `overall_quotas`, so all are shown, with zeros, besides whatever else is set.
 */
export const KNOWN_QUOTAS: readonly string[] = [
  "api_requests_daily",
  "api_requests_hourly",
  "api_requests_monthly",
  "cases_creation_monthly",
  "collections_creation_monthly",
  "intelligence_downloads_monthly",
  "intelligence_graphs_private",
  "intelligence_hunting_rules",
  "intelligence_retrohunt_jobs_monthly",
  "intelligence_searches_monthly",
  "intelligence_vtdiff_creation_monthly",
  "monitor_storage_bytes",
  "monitor_storage_files",
  "monitor_uploaded_bytes",
  "monitor_uploaded_files",
  "private_scans_monthly",
  "private_scans_per_minute",
  "private_urlscans_monthly",
  "private_urlscans_per_minute",
];

const KNOWN_QUOTA_SET: ReadonlySet<string> = new Set(KNOWN_QUOTAS);

/** A family is charged as one: a call that costs `api_requests` counts in each of these windows. */
export const QUOTA_FAMILIES: ReadonlyMap<string, readonly string[]> = new Map([
  ["api_requests", ["api_requests_hourly", "api_requests_daily", "api_requests_monthly"]],
]);

/** Names that say nothing of their window: VirusTotal counts private graphs by the month. */
const UNSUFFIXED_WINDOWS: ReadonlyMap<string, QuotaWindow> = new Map([
  ["intelligence_graphs_private", "month"],
]);

const SUFFIXES: readonly (readonly [string, QuotaWindow])[] = [
  ["_per_minute", "minute"],
  ["_hourly", "hour"],
  ["_daily", "day"],
  ["_monthly", "month"],
];

/** Looked up for every call. */
const KNOWN_WINDOWS: ReadonlyMap<string, QuotaWindow> = new Map([
  ...KNOWN_QUOTAS.map((quota) => [quota, windowOfName(quota)] as const),
  ...UNSUFFIXED_WINDOWS,
]);

const INTELLIGENCE_PREFIXES = ["intelligence_", "private_", "collections_", "cases_"];
const QUOTA_NAME = /^[a-z][a-z0-9_]{0,63}$/;

/** Whether an operator may set a quota of this name: the set is open, a family's own name is not a quota. */
export function isQuotaName(text: string): boolean {
  return QUOTA_NAME.test(text) && !QUOTA_FAMILIES.has(text);
}

/** The quotas that a charge counts in: those of the family, else the named quota itself. */
export function quotasOfCharge(name: string): readonly string[] {
  return QUOTA_FAMILIES.get(name) ?? [name];
}

export function windowOf(quota: string): QuotaWindow {
  return KNOWN_WINDOWS.get(quota) ?? windowOfName(quota);
}

function windowOfName(quota: string): QuotaWindow {
  return SUFFIXES.find(([suffix]) => quota.endsWith(suffix))?.[1] ?? "live";
}

/** First second of the UTC window that holds the instant; 0 for a live count. */
export function windowStart(window: QuotaWindow, atSeconds: number): number {
  switch (window) {
    case "minute":
      return utcMinute(atSeconds);
    case "hour":
      return utcHour(atSeconds);
    case "day":
      return utcDay(atSeconds);
    case "month":
      return utcMonth(atSeconds);
    case "live":
      return 0;
  }
}

/** The second at which the window is over and its quota whole again; null for a live count. */
export function windowReset(window: QuotaWindow, atSeconds: number): number | null {
  switch (window) {
    case "minute":
      return utcMinute(atSeconds) + MINUTE_SECONDS;
    case "hour":
      return utcHour(atSeconds) + HOUR_SECONDS;
    case "day":
      return utcDay(atSeconds) + DAY_SECONDS;
    case "month":
      return nextMonth(atSeconds);
    case "live":
      return null;
  }
}

/** Start of every window that holds the instant, by kind of window. */
export function currentWindows(atSeconds: number): Readonly<Record<QuotaWindow, number>> {
  return {
    minute: utcMinute(atSeconds),
    hour: utcHour(atSeconds),
    day: utcDay(atSeconds),
    month: utcMonth(atSeconds),
    live: 0,
  };
}

/**
 * Which group pays. Private scanning, collections and cases come with the intelligence licence; a name
 * of the operator's own is charged where the requests are.
 */
export function payerOf(quota: string): QuotaPayer {
  if (quota.startsWith("monitor_")) return "monitor";
  return INTELLIGENCE_PREFIXES.some((prefix) => quota.startsWith(prefix)) ? "intelligence" : "api";
}

/**
 * What a user or a group is allowed. Without a limit of its own, requests are uncapped and everything
 * else is 0, which for a user means no personal entitlement, so that only his group's allowance counts.
 */
export function allowedOf(limits: QuotaLimits, quota: string): number {
  return limits.get(quota) ?? ALLOWED_UNLIMITED.get(quota) ?? 0;
}

/** Whether the number means that there is no cap. */
export function isNoCap(quota: string, allowed: number): boolean {
  return ALLOWED_UNLIMITED.get(quota) === allowed;
}

/** The known quotas and those that are set or used besides, in the order in which they are shown. */
export function quotaNames(...others: readonly ReadonlyMap<string, number>[]): readonly string[] {
  const named = others.flatMap((map) => [...map.keys()]);
  // Nearly always; objects that show quotas ask for every one of them.
  if (named.every((name) => KNOWN_QUOTA_SET.has(name))) return KNOWN_QUOTAS;
  return [...new Set([...KNOWN_QUOTAS, ...named])].sort();
}
