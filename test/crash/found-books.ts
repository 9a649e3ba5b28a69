import { windowOf } from "../../src/model/quotas.ts";
import type { Db } from "../../src/store/database.ts";

/** How much of an ISO instant names the window that it lies in. */
const NAME_LENGTHS = { minute: 16, hour: 13, day: 10, month: 7, live: 0 } as const;

export const QUOTA_WINDOWS = {
  api_requests_hourly: "hour",
  api_requests_daily: "day",
  api_requests_monthly: "month",
  intelligence_downloads_monthly: "month",
} as const;

/** `bob api_requests_daily 2026-03-01`: a counter of a user or a group. */
export function counterName(subject: string, quota: keyof typeof QUOTA_WINDOWS, instant: string): string {
  return `${subject} ${quota} ${instant.slice(0, NAME_LENGTHS[QUOTA_WINDOWS[quota]])}`;
}

/** `bob files on 2026-03-01`: calls by day. */
export function usageName(subject: string, bucket: string, instant: string): string {
  return `${subject} ${bucket} on ${instant.slice(0, NAME_LENGTHS.day)}`;
}

/** Every counter and all charged usage that the database holds, by the names above. */
export async function foundIn(db: Db): Promise<ReadonlyMap<string, number>> {
  const users = new Map(
    (await db.selectFrom("users").select(["uid", "id"]).execute()).map((u) => [u.uid, u.id]),
  );
  const groups = new Map(
    (await db.selectFrom("groups").select(["gid", "id"]).execute()).map((g) => [g.gid, g.id]),
  );
  const found = new Map<string, number>();
  const note = (name: string, count: number): void => void found.set(name, (found.get(name) ?? 0) + count);
  const counter = (subject: string | undefined, quota: string, start: number): string => {
    const window = isoOf(start).slice(0, NAME_LENGTHS[windowOf(quota)]);
    return `${subject} ${quota} ${window}`;
  };
  for (const row of await db.selectFrom("member_counters").selectAll().execute()) {
    note(counter(users.get(row.uid), row.quota, row.window_start), row.used);
  }
  for (const row of await db.selectFrom("group_counters").selectAll().execute()) {
    note(counter(groups.get(row.gid), row.quota, row.window_start), row.used);
  }
  const charged = (table: "user_usage_daily" | "group_usage_daily") =>
    db.selectFrom(table).selectAll().where("consuming", "=", 1);
  for (const row of await charged("user_usage_daily").execute()) {
    note(usageName(users.get("uid" in row ? row.uid : 0) ?? "", row.bucket, isoOf(row.day)), row.calls);
  }
  for (const row of await charged("group_usage_daily").execute()) {
    note(usageName(groups.get("gid" in row ? row.gid : 0) ?? "", row.bucket, isoOf(row.day)), row.calls);
  }
  return found;
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
