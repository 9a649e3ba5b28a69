import { nowSeconds } from "./clock.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// To make a format takes longer than to use it a hundred times.
const LOCAL = formatsIn(undefined);
const UTC = formatsIn("UTC");
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
  const local = LOCAL.full.format(date);
  const utc = UTC.full.format(date);
  const sameDay = LOCAL.date.format(date) === UTC.date.format(date);
  return {
    local: local === utc ? `${local} UTC` : local,
    utc: local === utc ? undefined : `${sameDay ? UTC.time.format(date) : utc} UTC`,
    iso: date.toISOString(),
  };
}

/** A UTC day, YYYY-MM-DD: what it is in the viewer's zone, where it rarely is a day, and beside it the day itself. */
export function showUtcDay(day: string): Pick<ShownInstant, "local" | "utc"> {
  const name = `UTC day ${day}`;
  const start = new Date(`${day}T00:00:00Z`);
  const end = new Date(start.getTime() + DAY * 1000);
  if (isMidnight(start) && isMidnight(end)) return { local: name, utc: undefined };
  return { local: LOCAL.short.formatRange(start, end), utc: name };
}

/** The beginning of a UTC day as an axis says it, in the viewer's zone and in UTC. */
export function dayLabels(day: string) {
  const date = new Date(`${day}T00:00:00Z`);
  return { localLabel: dayLabelAt(date), utcLabel: UTC.day.format(date), startsDay: true };
}

/** The same of an hour, whose day is said at its first hour only. In some zones that begins at half past midnight. */
export function hourLabels(seconds: number) {
  const date = new Date(seconds * 1000);
  const startsDay = date.getHours() === 0;
  const localLabel = startsDay ? dayLabelAt(date) : LOCAL.time.format(date);
  return { localLabel, utcLabel: (seconds % DAY === 0 ? UTC.day : UTC.time).format(date), startsDay };
}

/** What the viewer's zone is called at an instant of RFC 3339: "EDT". */
export function zoneName(instant: string): string | undefined {
  const parts = LOCAL.zone.formatToParts(new Date(instant));
  return parts.find(({ type }) => type === "timeZoneName")?.value;
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

/** When the window that `seconds` lies in ends, and the next begins. Windows are of the UTC calendar. */
export function nextReset(window: "minute" | "hour" | "day" | "month", seconds: number): number {
  if (window === "month") {
    const date = new Date(seconds * 1000);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) / 1000;
  }
  const size = { minute: MINUTE, hour: HOUR, day: DAY }[window];
  return (Math.floor(seconds / size) + 1) * size;
}

function dayLabelAt(date: Date): string {
  return (isMidnight(date) ? LOCAL.day : LOCAL.short).format(date);
}

/** In the viewer's zone. */
function isMidnight(date: Date): boolean {
  return date.getHours() === 0 && date.getMinutes() === 0;
}

function formatsIn(timeZone: string | undefined) {
  const make = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(undefined, { timeZone, ...options });
  const day = { day: "numeric", month: "short" } as const;
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  return {
    full: make({ ...day, year: "numeric", ...time }),
    short: make({ ...day, ...time }),
    date: make({ dateStyle: "short" }),
    day: make(day),
    time: make(time),
    zone: make({ timeZoneName: "short" }),
  };
}
