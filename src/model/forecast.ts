import { utcDay } from "../base/clock.ts";
import { DAY_SECONDS, HOUR_SECONDS } from "./quotas.ts";

/** Whole weeks, so that every weekday is in them equally often. */
const HISTORY_DAYS = 28;
/** From two whole weeks on each weekday has its own mean; before, all days share one. */
const WEEKDAY_DAYS_MIN = 14;
const WEEK_DAYS = 7;

/** Units that the whole of a day (given by its midnight) is expected to use. */
export type Pace = (day: number) => number;

/** Where a quota that counts until `resetAt` stands; instants in unix seconds. */
export interface QuotaStand {
  readonly used: number;
  readonly nowSeconds: number;
  readonly resetAt: number;
}

/** Midnight of the first day of history that a pace is made of. */
export function firstDayOfHistory(nowSeconds: number): number {
  return utcDay(nowSeconds) - HISTORY_DAYS * DAY_SECONDS;
}

/**
 * The pace of a quota of which the use of each day is known (by midnight; an absent day used nothing): the mean of
 * each weekday over the last four weeks, since machines and people rest at weekends. Days before the first use say
 * nothing of what began later, so that they do not count; with less than two weeks all days share one mean, and on the
 * very first day what was used until now goes on.
 */
export function paceByWeekday(daily: ReadonlyMap<number, number>, nowSeconds: number): Pace {
  const today = utcDay(nowSeconds);
  const history = Array.from(
    { length: HISTORY_DAYS },
    (_, index) => firstDayOfHistory(nowSeconds) + index * DAY_SECONDS,
  );
  const first = history.findIndex((day) => (daily.get(day) ?? 0) > 0);
  if (first === -1) return constantly(paceOfToday(daily.get(today) ?? 0, nowSeconds - today));
  const days = history.slice(first);
  const usedOn = (day: number) => daily.get(day) ?? 0;
  if (days.length < WEEKDAY_DAYS_MIN) return constantly(mean(days.map(usedOn)));
  const weekdays = Map.groupBy(days, weekdayOf);
  const means = new Map([...weekdays].map(([weekday, own]) => [weekday, mean(own.map(usedOn))]));
  return (day) => means.get(weekdayOf(day)) ?? 0;
}

/** What is known of a quota that is counted by the month alone. */
export interface MonthlyUse {
  readonly used: number;
  readonly monthStart: number;
  readonly usedPreviousMonth: number;
  readonly previousMonthStart: number;
}

/**
 * Its pace: the mean of the last four weeks, in which the days of the previous month count with that month's mean.
 * A previous month without use says nothing of what began since.
 */
export function paceByMonth(use: MonthlyUse, nowSeconds: number): Pace {
  const elapsedDays = (nowSeconds - use.monthStart) / DAY_SECONDS;
  const previousDays = Math.max(0, HISTORY_DAYS - elapsedDays);
  if (previousDays === 0 || use.usedPreviousMonth === 0) {
    return constantly(use.used / Math.max(elapsedDays, 1));
  }
  const previousMean = use.usedPreviousMonth / ((use.monthStart - use.previousMonthStart) / DAY_SECONDS);
  return constantly((use.used + previousMean * previousDays) / HISTORY_DAYS);
}

/** What will have been used when the quota begins again, if it goes on at this pace; a whole number, never below `used`. */
export function forecastUse({ used, nowSeconds, resetAt }: QuotaStand, pace: Pace): number {
  let expected = used;
  for (const { from, until } of daysUntil(nowSeconds, resetAt)) {
    expected += (pace(utcDay(from)) * (until - from)) / DAY_SECONDS;
  }
  return Math.min(Math.round(expected), Number.MAX_SAFE_INTEGER);
}

/** The second at which all that is allowed will have been used; undefined when that is not before it begins again. */
export function forecastExhaustion(
  { used, nowSeconds, resetAt }: QuotaStand,
  pace: Pace,
  allowed: number,
): number | undefined {
  let left = allowed - used;
  if (left <= 0) return nowSeconds;
  for (const { from, until } of daysUntil(nowSeconds, resetAt)) {
    const perSecond = pace(utcDay(from)) / DAY_SECONDS;
    const at = perSecond === 0 ? Number.POSITIVE_INFINITY : from + left / perSecond;
    if (at < until) return Math.floor(at);
    left -= perSecond * (until - from);
  }
  return undefined;
}

/** The rest of the day and the days after it. */
function* daysUntil(from: number, end: number): Generator<{ readonly from: number; readonly until: number }> {
  for (let at = from; at < end; ) {
    const until = Math.min(utcDay(at) + DAY_SECONDS, end);
    yield { from: at, until };
    at = until;
  }
}

/** A day's use by its beginning: the first calls of a morning must not count for twenty-four hours each. */
function paceOfToday(used: number, elapsedSeconds: number): number {
  return (used * DAY_SECONDS) / Math.max(elapsedSeconds, HOUR_SECONDS);
}

function constantly(perDay: number): Pace {
  return () => perDay;
}

/** 1970 began on a Thursday; which day of the week has which number does not matter. */
function weekdayOf(day: number): number {
  return (day / DAY_SECONDS) % WEEK_DAYS;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
