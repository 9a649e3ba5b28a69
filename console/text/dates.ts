import { nowSeconds } from "./clock.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** An instant in the viewer's zone, and beside it in UTC, in which everything is counted. */
export interface ShownInstant {
  readonly local: string;
  /** Undefined where the viewer's zone is UTC. */
  readonly utc: string | undefined;
  readonly iso: string;
}

export function showInstant(seconds: number): ShownInstant {
  const date = new Date(seconds * 1000);
  const local = formatIn(undefined).format(date);
  const utc = formatIn("UTC").format(date);
  const sameDay = dayIn(undefined).format(date) === dayIn("UTC").format(date);
  const clock = timeIn("UTC").format(date);
  return {
    local: local === utc ? `${local} UTC` : local,
    utc: local === utc ? undefined : `${sameDay ? clock : utc} UTC`,
    iso: date.toISOString(),
  };
}

/** "3 hours ago", "in 2 days"; for what is nearer than a minute "now". */
export function fromNow(seconds: number): string {
  const difference = seconds - nowSeconds();
  const size = Math.abs(difference);
  if (size < MINUTE) return "now";
  if (size < HOUR) return relative.format(Math.trunc(difference / MINUTE), "minute");
  if (size < DAY) return relative.format(Math.trunc(difference / HOUR), "hour");
  if (size < 60 * DAY) return relative.format(Math.trunc(difference / DAY), "day");
  return relative.format(Math.trunc(difference / (30 * DAY)), "month");
}

/** A UTC day as YYYY-MM-DD. */
export function utcDay(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** A UTC day, some days away from another. */
export function addDays(day: string, days: number): string {
  return utcDay(Date.parse(`${day}T00:00:00Z`) / 1000 + days * DAY);
}

/** "25 Nov" of a day that is written YYYY-MM-DD. */
export function shortDay(day: string): string {
  return new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** When the window that `seconds` lies in ends, and the next begins. Windows are of the UTC calendar. */
export function nextReset(window: "minute" | "hour" | "day" | "month", seconds: number): number {
  if (window === "month") {
    const date = new Date(seconds * 1000);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) / 1000;
  }
  const size = { minute: MINUTE, hour: HOUR, day: DAY }[window];
  return (Math.floor(seconds / size) + 1) * size;
}

function formatIn(timeZone: string | undefined): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(undefined, {
    timeZone,
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

function dayIn(timeZone: string | undefined): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(undefined, { timeZone, dateStyle: "short" });
}

function timeIn(timeZone: string | undefined): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(undefined, { timeZone, hour: "2-digit", minute: "2-digit" });
}
