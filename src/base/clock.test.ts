import { equal } from "node:assert/strict";
import { test } from "node:test";
import {
  formatIsoDay,
  nextMonth,
  nowSeconds,
  parseCompactDay,
  parseIsoDay,
  parseRfc3339,
  TestClock,
  toRfc3339,
  utcDay,
  utcHour,
  utcMinute,
  utcMonth,
} from "./clock.ts";

const at = (text: string) => Date.parse(text) / 1000;

test("a test clock stands still until it is moved", () => {
  const clock = new TestClock(1_500);
  equal(clock.nowMs(), 1_500);
  clock.advance(999);
  equal(nowSeconds(clock), 2);
  clock.set(0);
  equal(clock.nowMs(), 0);
});

test("an instant survives being written and read", () => {
  equal(toRfc3339(1774991998000), "2026-03-31T21:19:58Z");
  equal(toRfc3339(1774991998007), "2026-03-31T21:19:58.007Z");
  equal(parseRfc3339("2026-03-31T21:19:58.007Z"), 1774991998007);
  equal(parseRfc3339("2026-04-01T02:49:58+05:30"), 1774991998000);
  equal(parseRfc3339("2026-03-31t18:19:58-03:00"), 1774991998000);
});

test("only a real instant with an offset is read", () => {
  for (const text of [
    "",
    "2026-03-31",
    "2026-03-31T21:19:58",
    "2026-02-30T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-03-31T24:00:00Z",
    "2026-03-31T23:60:00Z",
    "2026-03-31T23:59:60Z",
    "2026-03-31T23:59:58+24:00",
    " 2026-03-31T21:19:58Z",
  ]) {
    equal(parseRfc3339(text), undefined, text);
  }
});

test("windows start on UTC calendar boundaries", () => {
  const last = at("2028-02-29T23:59:59Z");
  equal(utcMinute(last), at("2028-02-29T23:59:00Z"));
  equal(utcHour(last), at("2028-02-29T23:00:00Z"));
  equal(utcDay(last), at("2028-02-29T00:00:00Z"));
  equal(utcMonth(last), at("2028-02-01T00:00:00Z"));
  equal(nextMonth(last), last + 1);
  equal(utcMonth(last + 1), last + 1);
  equal(nextMonth(at("2026-12-31T00:00:00Z")), at("2027-01-01T00:00:00Z"));
});

test("a day is read in both spellings only when the calendar has it", () => {
  equal(parseCompactDay("20280229"), at("2028-02-29T00:00:00Z"));
  equal(parseIsoDay("2028-02-29"), at("2028-02-29T00:00:00Z"));
  equal(formatIsoDay(at("2028-02-29T23:59:59Z")), "2028-02-29");
  for (const text of [
    "20270229",
    "20260431",
    "20261301",
    "20260100",
    "2026011",
    "2026-01-01",
    "２０２６０１０１",
  ]) {
    equal(parseCompactDay(text), undefined, text);
  }
  for (const text of ["2027-02-29", "20260101", "2026-1-01", "2026-01-01T00:00:00Z"]) {
    equal(parseIsoDay(text), undefined, text);
  }
});
