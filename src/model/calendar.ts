/**
 * The proleptic Gregorian calendar in UTC as integer arithmetic, so that every window and every day key
 * comes from the instant alone and never from a timer, a time zone or the host's date library.
 * Instants are unix seconds.
 */
export const MINUTE_SECONDS = 60;
export const HOUR_SECONDS = 3600;
export const DAY_SECONDS = 86_400;

const DAYS_PER_ERA = 146_097;
const YEARS_PER_ERA = 400;
/** Days from 0000-03-01, where the arithmetic's year begins, to 1970-01-01. */
const EPOCH_OFFSET_DAYS = 719_468;

export interface CalendarDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

export function startOfMinute(seconds: number): number {
  return floorTo(seconds, MINUTE_SECONDS);
}

export function startOfHour(seconds: number): number {
  return floorTo(seconds, HOUR_SECONDS);
}

export function startOfDay(seconds: number): number {
  return floorTo(seconds, DAY_SECONDS);
}

export function startOfMonth(seconds: number): number {
  const { year, month } = toDate(seconds);
  return toSeconds({ year, month, day: 1 });
}

/** The first instant of the month that lies `months` after (or, if negative, before) that of the instant. */
export function addMonths(seconds: number, months: number): number {
  const { year, month } = toDate(seconds);
  const index = year * 12 + (month - 1) + months;
  const nextYear = Math.floor(index / 12);
  return toSeconds({ year: nextYear, month: index - nextYear * 12 + 1, day: 1 });
}

export function toDate(seconds: number): CalendarDate {
  const days = Math.floor(seconds / DAY_SECONDS) + EPOCH_OFFSET_DAYS;
  const era = Math.floor(days / DAYS_PER_ERA);
  const dayOfEra = days - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - daysBeforeYear(yearOfEra);
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: era * YEARS_PER_ERA + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - daysBeforeMonth(monthFromMarch) + 1,
  };
}

/** Midnight that begins the date. The date must exist: `isDate`. */
export function toSeconds({ year, month, day }: CalendarDate): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / YEARS_PER_ERA);
  const yearOfEra = marchYear - era * YEARS_PER_ERA;
  const dayOfYear = daysBeforeMonth(month > 2 ? month - 3 : month + 9) + day - 1;
  const days = era * DAYS_PER_ERA + daysBeforeYear(yearOfEra) + dayOfYear - EPOCH_OFFSET_DAYS;
  return days * DAY_SECONDS;
}

/** Whether the numbers name a day that exists: no 31 April, 29 February only in leap years. */
export function isDate({ year, month, day }: CalendarDate): boolean {
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  const round = toDate(toSeconds({ year, month, day }));
  return round.month === month && round.day === day;
}

/** `YYYY-MM-DD`, the key of a day in VirusTotal's usage maps. */
export function formatDay(seconds: number): string {
  const { year, month, day } = toDate(seconds);
  return `${String(year).padStart(4, "0")}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** `YYYY-MM`. */
export function formatMonth(seconds: number): string {
  return formatDay(seconds).slice(0, -3);
}

function daysBeforeYear(yearOfEra: number): number {
  return yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
}

/** Days from 1 March; the 153 days of five months repeat from there, which leaves February last. */
function daysBeforeMonth(monthFromMarch: number): number {
  return Math.floor((153 * monthFromMarch + 2) / 5);
}

function floorTo(seconds: number, unit: number): number {
  return Math.floor(seconds / unit) * unit;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
