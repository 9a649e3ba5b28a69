import assert from "node:assert/strict";
import { test } from "node:test";
import { formatIsoDay } from "../base/clock.ts";
import { oldestConsumptionMonth, parseConsumption } from "./consumption.ts";
import { AccessError } from "./errors.ts";

const NOW = Date.UTC(2026, 1, 28, 12, 30, 15) / 1000;

test("requests can be asked for by the month and by the day, whichever of their quotas is named", () => {
  for (const quota of ["api_requests_daily", "api_requests_monthly", "api_requests_hourly"]) {
    assert.deepEqual(shown(quota, undefined), ["api_requests_monthly", "2026-02-01", "2026-03-01"]);
    assert.deepEqual(shown(quota, "2025-12"), ["api_requests_monthly", "2025-12-01", "2026-01-01"]);
    assert.deepEqual(shown(quota, "2026-02-28"), ["api_requests_daily", "2026-02-28", "2026-03-01"]);
    assert.deepEqual(shown(quota, "2025-12-01"), ["api_requests_daily", "2025-12-01", "2025-12-02"]);
  }
});

test("a daily quota without a monthly sibling sums its days into a month", () => {
  assert.deepEqual(shown("tickets_daily", "2026-01"), ["tickets_daily", "2026-01-01", "2026-02-01"]);
  assert.deepEqual(shown("tickets_daily", undefined), ["tickets_daily", "2026-02-01", "2026-03-01"]);
});

test("what is not counted by day or month is asked for as it is now", () => {
  assert.deepEqual(parseConsumption("intelligence_hunting_rules", undefined, NOW), {
    quota: "intelligence_hunting_rules",
    from: 0,
    until: 1,
  });
  const minute = Date.UTC(2026, 1, 28, 12, 30) / 1000;
  assert.deepEqual(parseConsumption("private_scans_per_minute", undefined, NOW), {
    quota: "private_scans_per_minute",
    from: minute,
    until: minute + 1,
  });
});

test("the current and the two previous months can be asked for", () => {
  assert.equal(formatIsoDay(oldestConsumptionMonth(NOW)), "2025-12-01");
});

test("a refused period is named with what would be accepted", () => {
  const refusals = [
    [
      "intelligence_hunting_rules",
      "2026-02",
      "period cannot be used with intelligence_hunting_rules, which is not counted by day or by month",
    ],
    [
      "private_scans_monthly",
      "2026-02-01",
      'period "2026-02-01" is a day, but private_scans_monthly is counted by the month; use YYYY-MM',
    ],
    ["api_requests_daily", "202602", 'period "202602" is neither a month (YYYY-MM) nor a day (YYYY-MM-DD)'],
    [
      "api_requests_daily",
      "2026-02-29",
      'period "2026-02-29" is neither a month (YYYY-MM) nor a day (YYYY-MM-DD)',
    ],
    [
      "api_requests_daily",
      "2025-11",
      'period "2025-11" is out of range: consumption is kept from 2025-12 to 2026-02',
    ],
    [
      "api_requests_daily",
      "2026-03-01",
      'period "2026-03-01" is out of range: consumption is kept from 2025-12-01 to 2026-02-28',
    ],
  ] as const;
  for (const [quota, period, message] of refusals) {
    assert.throws(
      () => parseConsumption(quota, period, NOW),
      (error) =>
        error instanceof AccessError && error.code === "InvalidArgumentError" && error.message === message,
      message,
    );
  }
});

function shown(quota: string, period: string | undefined): readonly string[] {
  const windows = parseConsumption(quota, period, NOW);
  return [windows.quota, formatIsoDay(windows.from), formatIsoDay(windows.until)];
}
