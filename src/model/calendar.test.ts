import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  addMonths,
  DAY_SECONDS,
  formatDay,
  isDate,
  startOfDay,
  startOfMonth,
  toDate,
  toSeconds,
} from "./calendar.ts";

const YEAR_2200 = Date.UTC(2200, 0) / 1000;
const instants = fc.integer({ min: 0, max: YEAR_2200 });

test("a date of any instant leads back to the midnight that began it", () => {
  fc.assert(
    fc.property(instants, (at) => {
      const date = toDate(at);
      assert.equal(toSeconds(date), startOfDay(at));
      assert.equal(Date.UTC(date.year, date.month - 1, date.day) / 1000, startOfDay(at));
    }),
  );
});

test("exactly the dates of the Gregorian calendar exist", () => {
  const lengths = { 2023: 28, 2024: 29, 2000: 29, 2100: 28 };
  for (const [year, february] of Object.entries(lengths)) {
    assert.ok(isDate({ year: Number(year), month: 2, day: february }));
    assert.ok(!isDate({ year: Number(year), month: 2, day: february + 1 }));
  }
  for (const month of [4, 6, 9, 11]) assert.ok(!isDate({ year: 2026, month, day: 31 }));
  for (const month of [1, 3, 5, 7, 8, 10, 12]) assert.ok(isDate({ year: 2026, month, day: 31 }));
  assert.ok(!isDate({ year: 2026, month: 0, day: 1 }));
  assert.ok(!isDate({ year: 2026, month: 13, day: 1 }));
  assert.ok(!isDate({ year: 2026, month: 1, day: 0 }));
});

test("adding months moves by whole calendar months across years", () => {
  fc.assert(
    fc.property(instants, fc.integer({ min: -36, max: 36 }), (at, months) => {
      const { year, month } = toDate(at);
      assert.equal(addMonths(at, months), Date.UTC(year, month - 1 + months) / 1000);
    }),
  );
});

test("a month is 28 to 31 days long and holds the instants from its start to before the next", () => {
  fc.assert(
    fc.property(instants, (at) => {
      const days = (addMonths(at, 1) - startOfMonth(at)) / DAY_SECONDS;
      assert.ok(Number.isInteger(days) && days >= 28 && days <= 31);
      assert.ok(startOfMonth(at) <= at && at < addMonths(at, 1));
    }),
  );
});

test("a day is written as year, month and day", () => {
  assert.equal(formatDay(Date.UTC(2024, 1, 29, 23, 59, 59) / 1000), "2024-02-29");
  assert.equal(formatDay(0), "1970-01-01");
});
