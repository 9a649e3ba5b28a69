/** The end of the year 9999: what no client's calendar knows would break it. */
const UNIX_SECONDS_MAX = 253_402_300_799;

/** Whether it is a time since 1970 that clients can turn into a date. */
export function isUnixSeconds(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= UNIX_SECONDS_MAX;
}
