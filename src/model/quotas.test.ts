import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  allowedOf,
  currentWindows,
  isQuotaName,
  KNOWN_QUOTAS,
  payerOf,
  type QuotaWindow,
  quotaNames,
  quotasOfCharge,
  windowOf,
  windowReset,
  windowStart,
} from "./quotas.ts";

const instants = fc.integer({ min: 0, max: Date.UTC(2200, 0) / 1000 });
const timedWindows = fc.constantFrom<QuotaWindow>("minute", "hour", "day", "month");

test("every instant lies in exactly one window of each kind, and all instants of a window agree on it", () => {
  fc.assert(
    fc.property(
      instants,
      timedWindows,
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (at, window, part) => {
        const start = windowStart(window, at);
        const reset = windowReset(window, at);
        assert.ok(reset !== null && start <= at && at < reset);
        const other = start + Math.floor(part * (reset - start));
        assert.equal(windowStart(window, other), start);
        assert.equal(windowReset(window, other), reset);
        assert.equal(windowStart(window, reset), reset);
        assert.equal(windowReset(window, start - 1), start);
        assert.equal(currentWindows(at)[window], start);
      },
    ),
  );
});

test("a month ends after its last day, whether it has 28, 29, 30 or 31", () => {
  const ends = [
    ["2023-02-28T23:59:59Z", "2023-03-01T00:00:00Z"],
    ["2024-02-28T23:59:59Z", "2024-03-01T00:00:00Z"],
    ["2024-02-29T23:59:59Z", "2024-03-01T00:00:00Z"],
    ["2026-04-30T23:59:59Z", "2026-05-01T00:00:00Z"],
    ["2026-03-31T23:59:59Z", "2026-04-01T00:00:00Z"],
    ["2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z"],
  ] as const;
  for (const [last, next] of ends) {
    assert.equal(windowReset("month", Date.parse(last) / 1000), Date.parse(next) / 1000);
  }
});

test("a live count has no window and no reset", () => {
  assert.equal(windowStart("live", 1_700_000_000), 0);
  assert.equal(windowReset("live", 1_700_000_000), null);
});

test("the window of a quota follows from its suffix", () => {
  assert.equal(windowOf("private_scans_per_minute"), "minute");
  assert.equal(windowOf("api_requests_hourly"), "hour");
  assert.equal(windowOf("tickets_daily"), "day");
  assert.equal(windowOf("api_requests_monthly"), "month");
  assert.equal(windowOf("intelligence_hunting_rules"), "live");
  assert.equal(windowOf("intelligence_graphs_private"), "month");
  assert.equal(windowOf("monitor_uploaded_bytes"), "live");
});

test("a request is charged to its three windows, anything else to itself", () => {
  assert.deepEqual(quotasOfCharge("api_requests"), [
    "api_requests_hourly",
    "api_requests_daily",
    "api_requests_monthly",
  ]);
  assert.deepEqual(quotasOfCharge("private_scans_monthly"), ["private_scans_monthly"]);
});

test("each family of quotas is paid by its own quota group", () => {
  assert.equal(payerOf("api_requests_daily"), "api");
  assert.equal(payerOf("api_requests"), "api");
  assert.equal(payerOf("tickets_daily"), "api");
  for (const quota of [
    "intelligence_hunting_rules",
    "private_scans_monthly",
    "collections_creation_monthly",
  ]) {
    assert.equal(payerOf(quota), "intelligence");
  }
  assert.equal(payerOf("cases_creation_monthly"), "intelligence");
  assert.equal(payerOf("monitor_storage_bytes"), "monitor");
});

test("without a limit requests are uncapped and everything else is zero", () => {
  const none = new Map<string, number>();
  assert.equal(allowedOf(none, "api_requests_hourly"), 60_000_000_000);
  assert.equal(allowedOf(none, "api_requests_daily"), 1_000_000_000);
  assert.equal(allowedOf(none, "api_requests_monthly"), 1_000_000_000);
  for (const quota of KNOWN_QUOTAS) {
    if (!quota.startsWith("api_requests_")) assert.equal(allowedOf(none, quota), 0);
  }
  assert.equal(allowedOf(new Map([["api_requests_daily", 0]]), "api_requests_daily"), 0);
});

test("quota names are an open set of lower-case words", () => {
  assert.ok(isQuotaName("api_requests_daily"));
  assert.ok(isQuotaName(`a${"b".repeat(63)}`));
  for (const name of ["", "1a", "Api", "a-b", "api_requests", `a${"b".repeat(64)}`, "__proto__", "a\n"]) {
    assert.ok(!isQuotaName(name), name);
  }
});

test("the names shown are all known ones and those set or used besides", () => {
  assert.equal(quotaNames(new Map(), new Map([["api_requests_daily", 1]])), KNOWN_QUOTAS);
  assert.deepEqual(quotaNames(new Map([["tickets_daily", 5]])), [...KNOWN_QUOTAS, "tickets_daily"].sort());
});
