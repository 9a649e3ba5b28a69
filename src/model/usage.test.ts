import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatIsoDay, utcDay } from "../base/clock.ts";
import { AccessError } from "./errors.ts";
import { DAY_SECONDS } from "./quotas.ts";
import { daysOf, parseUsageRange, USAGE_DAYS_KEPT, USAGE_DAYS_MAX, type UsageDates } from "./usage.ts";

const NOW = Date.UTC(2026, 2, 31, 23, 59, 59) / 1000;

test("without dates the range is the last 30 days, today included", () => {
  assert.deepEqual(shown({}), ["2026-03-02", "2026-03-31"]);
  assert.equal(daysOf(parseUsageRange({}, NOW)).length, 30);
});

test("a range is inclusive at both ends", () => {
  const range = parseUsageRange({ start_date: "20260227", end_date: "20260302" }, NOW);
  assert.deepEqual(daysOf(range).map(formatIsoDay), ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]);
  assert.deepEqual(shown({ start_date: "20260331", end_date: "20260331" }), ["2026-03-31", "2026-03-31"]);
});

test("with one date the other is as far away as it may be", () => {
  assert.deepEqual(shown({ start_date: "20260325" }), ["2026-03-25", "2026-03-31"]);
  assert.deepEqual(shown({ start_date: "20260131" }), ["2026-01-31", "2026-03-01"]);
  assert.deepEqual(shown({ end_date: "20260315" }), ["2026-02-14", "2026-03-15"]);
  assert.deepEqual(shown({ end_date: "20260205" }), ["2026-01-31", "2026-02-05"]);
});

test("a refused date is named with what would be accepted", () => {
  const refusals: readonly (readonly [UsageDates, string])[] = [
    [{ start_date: "2026-03-01" }, 'start_date "2026-03-01" is not a date in the format YYYYMMDD'],
    [{ start_date: "20260229" }, 'start_date "20260229" is not a date in the format YYYYMMDD'],
    [{ end_date: "" }, 'end_date "" is not a date in the format YYYYMMDD'],
    [{ end_date: "20260331 " }, 'end_date "20260331 " is not a date in the format YYYYMMDD'],
    [{ end_date: "20260401" }, "end_date 20260401 is out of range: usage is kept from 20260131 to 20260331"],
    [
      { start_date: "20260130" },
      "start_date 20260130 is out of range: usage is kept from 20260131 to 20260331",
    ],
    [
      { start_date: "20260310", end_date: "20260309" },
      "start_date 20260310 is after end_date 20260309; the first day must not be later than the last",
    ],
    [
      { start_date: "20260301", end_date: "20260331" },
      "The range from start_date 20260301 to end_date 20260331 is 31 days long; at most 30 days can be asked for at once",
    ],
  ];
  for (const [dates, message] of refusals) {
    assert.throws(
      () => parseUsageRange(dates, NOW),
      (error) =>
        error instanceof AccessError && error.code === "InvalidArgumentError" && error.message === message,
      message,
    );
  }
});

test("every accepted range is within what is kept and at most 30 days long", () => {
  const offsets = fc.option(fc.integer({ min: -3, max: USAGE_DAYS_KEPT + 3 }), { nil: undefined });
  fc.assert(
    fc.property(fc.integer({ min: DAY_SECONDS * 100, max: NOW * 2 }), offsets, offsets, (now, start, end) => {
      const dates = { start_date: compactDay(now, start), end_date: compactDay(now, end) };
      const isKept = (ago: number | undefined) => ago === undefined || (ago >= 0 && ago < USAGE_DAYS_KEPT);
      const length = (start ?? 0) - (end ?? 0) + 1;
      const isOrdered = start === undefined || end === undefined || (length >= 1 && length <= USAGE_DAYS_MAX);
      if (!isKept(start) || !isKept(end) || !isOrdered) {
        assert.throws(() => parseUsageRange(dates, now), AccessError);
        return;
      }
      const days = daysOf(parseUsageRange(dates, now));
      assert.ok(days.length >= 1 && days.length <= USAGE_DAYS_MAX);
      assert.ok((days[0] ?? 0) >= utcDay(now) - (USAGE_DAYS_KEPT - 1) * DAY_SECONDS);
      assert.ok((days.at(-1) ?? Number.POSITIVE_INFINITY) <= utcDay(now));
    }),
  );
});

function shown(dates: UsageDates): readonly string[] {
  const { firstDay, lastDay } = parseUsageRange(dates, NOW);
  return [formatIsoDay(firstDay), formatIsoDay(lastDay)];
}

function compactDay(now: number, daysAgo: number | undefined): string | undefined {
  return daysAgo === undefined ? undefined : formatIsoDay(now - daysAgo * DAY_SECONDS).replaceAll("-", "");
}
