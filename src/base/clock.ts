/** Where every decision gets its instant from, so that a test can stand at any moment. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
}

export const systemClock: Clock = { nowMs: () => Date.now() };

/** Stands still until it is told to move. */
export class TestClock implements Clock {
  #nowMs: number;

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  set(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  advance(durationMs: number): void {
    this.#nowMs += durationMs;
  }
}

/** For measuring durations only: it never steps back, and its zero means nothing. */
export function monotonicMs(): number {
  return performance.now();
}

export function nowSeconds(clock: Clock): number {
  return Math.floor(clock.nowMs() / 1000);
}

/** `2026-03-31T23:59:58Z`, with a fraction only when there is one. */
export function toRfc3339(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** Milliseconds since the epoch; undefined for anything but a real instant with its offset. */
export function parseRfc3339(text: string): number | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const day = dayStart(match[1], match[2], match[3]);
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6])];
  const [offsetHours, offsetMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (day === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  if (offsetHours > 23 || offsetMinutes > 59) return undefined;
  const fractionMs = Math.floor(Number(`0.${match[7] ?? 0}`) * 1000);
  const offsetSeconds = (match[8] === "-" ? -1 : 1) * (offsetHours * HOUR + offsetMinutes * MINUTE);
  return (day + hour * HOUR + minute * MINUTE + second - offsetSeconds) * 1000 + fractionMs;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Start of the minute that holds the instant; all windows are in unix seconds. */
export function utcMinute(seconds: number): number {
  return Math.floor(seconds / MINUTE) * MINUTE;
}

export function utcHour(seconds: number): number {
  return Math.floor(seconds / HOUR) * HOUR;
}

export function utcDay(seconds: number): number {
  return Math.floor(seconds / DAY) * DAY;
}

export function utcMonth(seconds: number): number {
  const date = new Date(seconds * 1000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / 1000;
}

/** Start of the month after the one that holds the instant. */
export function nextMonth(seconds: number): number {
  const date = new Date(seconds * 1000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / 1000;
}

/** `YYYY-MM-DD` of the UTC day that holds the instant. */
export function formatIsoDay(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** Midnight of a `YYYYMMDD` day in unix seconds; undefined unless the calendar has that day. */
export function parseCompactDay(text: string): number | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  return match === null ? undefined : dayStart(match[1], match[2], match[3]);
}

/** Midnight of a `YYYY-MM-DD` day in unix seconds; undefined unless the calendar has that day. */
export function parseIsoDay(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return match === null ? undefined : dayStart(match[1], match[2], match[3]);
}

function dayStart(year = "", month = "", day = ""): number | undefined {
  const seconds = Date.parse(`${year}-${month}-${day}T00:00:00Z`) / 1000;
  // Date.parse rolls 30 February over into March; a day that reads back differently does not exist.
  if (Number.isNaN(seconds) || formatIsoDay(seconds) !== `${year}-${month}-${day}`) return undefined;
  return seconds;
}
