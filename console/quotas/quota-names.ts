/** Names of quotas as people say them; the set is open, and a name that is not here is shown as it is. */
const TITLES: Readonly<Record<string, string>> = {
  api_requests_hourly: "Requests per hour",
  api_requests_daily: "Requests per day",
  api_requests_monthly: "Requests per month",
  cases_creation_monthly: "New cases per month",
  collections_creation_monthly: "New collections per month",
  intelligence_downloads_monthly: "Downloads per month",
  intelligence_graphs_private: "Private graphs per month",
  intelligence_hunting_rules: "Hunting rules",
  intelligence_retrohunt_jobs_monthly: "Retrohunt jobs per month",
  intelligence_searches_monthly: "Searches per month",
  intelligence_vtdiff_creation_monthly: "VTDiff per month",
  monitor_storage_bytes: "Monitor storage",
  monitor_storage_files: "Monitor files",
  monitor_uploaded_bytes: "Monitor uploads, bytes",
  monitor_uploaded_files: "Monitor uploads, files",
  private_scans_monthly: "Private scans per month",
  private_scans_per_minute: "Private scans per minute",
  private_urlscans_monthly: "Private URL scans per month",
  private_urlscans_per_minute: "Private URL scans per minute",
};

const WINDOWS = [
  ["_per_minute", "minute"],
  ["_hourly", "hour"],
  ["_daily", "day"],
  ["_monthly", "month"],
] as const;

export type QuotaWindow = (typeof WINDOWS)[number][1];

/** As VirusTotal writes that there is no limit. Source: docs/api.md, "Quotas". */
const UNCAPPED: readonly number[] = [1_000_000_000, 60_000_000_000];

export function quotaTitle(name: string): string {
  return TITLES[name] ?? name.replaceAll("_", " ");
}

/** Undefined: it counts what exists, and nothing begins anew. */
export function quotaWindow(name: string): QuotaWindow | undefined {
  if (name === "intelligence_graphs_private") return "month";
  return WINDOWS.find(([ending]) => name.endsWith(ending))?.[1];
}

export function isUncapped(name: string, allowed: number): boolean {
  return name.startsWith("api_requests_") && UNCAPPED.includes(allowed);
}

/** Requests first, by their windows, then everything else by title. */
export function compareQuotas(a: string, b: string): number {
  const names = Object.keys(TITLES);
  const [x, y] = [names.indexOf(a), names.indexOf(b)];
  return (x === -1 ? names.length : x) - (y === -1 ? names.length : y) || (a < b ? -1 : 1);
}
