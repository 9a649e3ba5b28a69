import { formatIsoDay, nextMonth, parseIsoDay, utcMonth } from "../base/clock.ts";
import { invalidArgument } from "./errors.ts";
import { currentWindows, DAY_SECONDS, QUOTA_FAMILIES, windowOf } from "./quotas.ts";
import { quote } from "./quote.ts";

/** Months besides the current one for which consumption is kept. */
export const PREVIOUS_MONTHS_KEPT = 2;

/** The counter windows that make up a consumption: those of `quota` that begin in [from, until). */
export interface ConsumptionWindows {
  readonly quota: string;
  readonly from: number;
  readonly until: number;
}

const MONTH = /^\d{4}-\d{2}$/;

/**
 * Which windows a quota and a `period` mean. Requests, and quotas that count by the day, can be asked
 * for a day (`YYYY-MM-DD`) or a month (`YYYY-MM`), monthly quotas for a month; without a period it is
 * the current month. Live counts and quotas by the minute or hour have no period: they are as they are
 * now. Raises InvalidArgumentError. Source: https://docs.virustotal.com/reference/get-group-usage
 */
export function parseConsumption(
  quota: string,
  period: string | undefined,
  nowSeconds: number,
): ConsumptionWindows {
  const daily = sibling(quota, "day");
  const monthly = sibling(quota, "month");
  if (daily === undefined && monthly === undefined) return currentWindow(quota, period, nowSeconds);
  const span = period === undefined ? currentMonth(nowSeconds) : parsePeriod(period, nowSeconds);
  if (span.isDay && daily === undefined) {
    throw invalidArgument(
      `period ${quote(period ?? "")} is a day, but ${quota} is counted by the month; use YYYY-MM`,
    );
  }
  const counter = span.isDay ? daily : (monthly ?? daily);
  return { quota: counter ?? quota, from: span.from, until: span.until };
}

/** The same, day by day; undefined for a quota that nothing is counted by the day of. */
export function dailyWindows(
  quota: string,
  { from, until }: ConsumptionWindows,
): ConsumptionWindows | undefined {
  const daily = sibling(quota, "day");
  return daily === undefined ? undefined : { quota: daily, from, until };
}

/** First instant of the oldest month for which consumption is kept. */
export function oldestConsumptionMonth(nowSeconds: number): number {
  let month = utcMonth(nowSeconds);
  for (let back = 0; back < PREVIOUS_MONTHS_KEPT; back++) month = utcMonth(month - 1);
  return month;
}

interface Span {
  readonly from: number;
  readonly until: number;
  readonly isDay: boolean;
}

function currentMonth(nowSeconds: number): Span {
  return { from: utcMonth(nowSeconds), until: nextMonth(nowSeconds), isDay: false };
}

function currentWindow(quota: string, period: string | undefined, nowSeconds: number): ConsumptionWindows {
  if (period !== undefined) {
    throw invalidArgument(`period cannot be used with ${quota}, which is not counted by day or by month`);
  }
  const from = currentWindows(nowSeconds)[windowOf(quota)];
  return { quota, from, until: from + 1 };
}

/** The quota itself, or the member of its family, that counts in windows of this kind. */
export function sibling(quota: string, window: "day" | "month"): string | undefined {
  const family = [...QUOTA_FAMILIES.values()].find((names) => names.includes(quota)) ?? [quota];
  return family.find((name) => windowOf(name) === window);
}

function parsePeriod(period: string, nowSeconds: number): Span {
  const isDay = !MONTH.test(period);
  const from = parseIsoDay(isDay ? period : `${period}-01`);
  if (from === undefined) {
    throw invalidArgument(`period ${quote(period)} is neither a month (YYYY-MM) nor a day (YYYY-MM-DD)`);
  }
  const oldest = oldestConsumptionMonth(nowSeconds);
  if (from < oldest || from > nowSeconds) {
    const format = (at: number) => formatIsoDay(at).slice(0, period.length);
    throw invalidArgument(
      `period ${quote(period)} is out of range: consumption is kept from ${format(oldest)} to ${format(nowSeconds)}`,
    );
  }
  return { from, until: isDay ? from + DAY_SECONDS : nextMonth(from), isDay };
}
