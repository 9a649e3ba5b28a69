import { formatIsoDay, parseCompactDay, utcDay, utcHour } from "../base/clock.ts";
import { invalidArgument } from "./errors.ts";
import { DAY_SECONDS, HOUR_SECONDS } from "./quotas.ts";
import { quote } from "./quote.ts";

/** Days of usage kept, today included, and the most that one request may ask for. */
export const USAGE_DAYS_KEPT = 60;
export const USAGE_DAYS_MAX = 30;

/** How many days may be asked for at once, and how many are answered without dates. */
export interface UsageReach {
  readonly daysMax: number;
  readonly daysDefault: number;
}

const BY_DAY: UsageReach = { daysMax: USAGE_DAYS_MAX, daysDefault: USAGE_DAYS_MAX };
/** A week, so that weeks can be compared; without dates today and yesterday. */
export const BY_HOUR: UsageReach = { daysMax: 7, daysDefault: 2 };

/** Days from first to last, both included, as unix seconds of their midnights in UTC. */
export interface UsageRange {
  readonly firstDay: number;
  readonly lastDay: number;
}

export interface UsageCount {
  /** Midnight of the day. */
  readonly day: number;
  /** The endpoint's bucket, e.g. `files`. */
  readonly bucket: string;
  readonly consuming: boolean;
  readonly calls: number;
}

/** Calls of one hour. */
export interface HourlyUsageCount extends Omit<UsageCount, "day"> {
  /** First second of the hour. */
  readonly hour: number;
}

export interface UsageDates {
  readonly start_date?: string | undefined;
  readonly end_date?: string | undefined;
}

/**
 * The days asked for; without dates the last ones. With only one date the other is as far away as it may
 * be: `daysMax` days in all, ending no later than today. Raises InvalidArgumentError, naming the parameter.
 * Source: https://docs.virustotal.com/reference/user-api-usage
 */
export function parseUsageRange(
  { start_date, end_date }: UsageDates,
  nowSeconds: number,
  { daysMax, daysDefault }: UsageReach = BY_DAY,
): UsageRange {
  const today = utcDay(nowSeconds);
  const oldest = oldestUsageDay(nowSeconds);
  const isGiven = start_date !== undefined || end_date !== undefined;
  const reach = ((isGiven ? daysMax : daysDefault) - 1) * DAY_SECONDS;
  const start = start_date === undefined ? undefined : parseDate("start_date", start_date);
  const end = end_date === undefined ? undefined : parseDate("end_date", end_date);
  if (start !== undefined) requireKept("start_date", start, oldest, today);
  if (end !== undefined) requireKept("end_date", end, oldest, today);
  const lastDay = end ?? (start === undefined ? today : Math.min(start + reach, today));
  const firstDay = start ?? Math.max(lastDay - reach, oldest);
  if (firstDay > lastDay) {
    throw invalidArgument(
      `start_date ${compact(firstDay)} is after end_date ${compact(lastDay)}; the first day must not be later than the last`,
    );
  }
  if (lastDay - firstDay > reach) {
    throw invalidArgument(
      `The range from start_date ${compact(firstDay)} to end_date ${compact(lastDay)} is ${(lastDay - firstDay) / DAY_SECONDS + 1} days long; at most ${daysMax} days can be asked for at once`,
    );
  }
  return { firstDay, lastDay };
}

export function daysOf({ firstDay, lastDay }: UsageRange): readonly number[] {
  return Array.from(
    { length: (lastDay - firstDay) / DAY_SECONDS + 1 },
    (_, index) => firstDay + index * DAY_SECONDS,
  );
}

/** The hours of a range that have begun. */
export function hoursOf({ firstDay, lastDay }: UsageRange, nowSeconds: number): readonly number[] {
  const last = Math.min(lastDay + DAY_SECONDS - HOUR_SECONDS, utcHour(nowSeconds));
  return Array.from(
    { length: (last - firstDay) / HOUR_SECONDS + 1 },
    (_, index) => firstDay + index * HOUR_SECONDS,
  );
}

/** Midnight of the oldest day whose usage is kept. */
export function oldestUsageDay(nowSeconds: number): number {
  return utcDay(nowSeconds) - (USAGE_DAYS_KEPT - 1) * DAY_SECONDS;
}

function parseDate(name: string, text: string): number {
  const day = parseCompactDay(text);
  if (day === undefined) throw invalidArgument(`${name} ${quote(text)} is not a date in the format YYYYMMDD`);
  return day;
}

function requireKept(name: string, day: number, oldest: number, today: number): void {
  if (day >= oldest && day <= today) return;
  throw invalidArgument(
    `${name} ${compact(day)} is out of range: usage is kept from ${compact(oldest)} to ${compact(today)}`,
  );
}

/** As the parameters are written. */
function compact(day: number): string {
  return formatIsoDay(day).replaceAll("-", "");
}
