import { dayLabels, hourLabels, showInstant, showUtcDay } from "../text/dates.ts";
import type { Bucket } from "./chart.ts";

/** A day, YYYY-MM-DD. Days are of the UTC calendar, because quotas are. */
export function dayBucket(day: string): Bucket {
  return { start: day, ...dayLabels(day), ...showUtcDay(day) };
}

/** The hour that begins at an instant of RFC 3339. */
export function hourBucket(start: string): Bucket {
  const seconds = Date.parse(start) / 1000;
  return { start, ...hourLabels(seconds), ...showInstant(seconds) };
}
