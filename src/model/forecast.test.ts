import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { utcDay, utcMonth } from "../base/clock.ts";
import {
  firstDayOfHistory,
  forecastExhaustion,
  forecastUse,
  paceByMonth,
  paceByWeekday,
} from "./forecast.ts";
import { DAY_SECONDS, windowReset } from "./quotas.ts";

const instant = fc.integer({ min: Date.parse("2020-01-01") / 1000, max: Date.parse("2040-01-01") / 1000 });
const perDay = fc.integer({ min: 0, max: 1_000_000 });
const history = fc.array(perDay, { minLength: 28, maxLength: 28 });
const used = fc.integer({ min: 0, max: 1_000_000_000 });

/** Four weeks of days before the instant, oldest first. */
function dailyOf(uses: readonly number[], nowSeconds: number): ReadonlyMap<number, number> {
  const first = firstDayOfHistory(nowSeconds);
  return new Map(uses.map((count, index) => [first + index * DAY_SECONDS, count]));
}

function standAt(nowSeconds: number, already: number) {
  return { used: already, nowSeconds, resetAt: windowReset("month", nowSeconds) ?? 0 };
}

test("a forecast is never below what is used, and is just that once the month is over", () => {
  fc.assert(
    fc.property(instant, history, used, (now, uses, already) => {
      const pace = paceByWeekday(dailyOf(uses, now), now);
      const stand = standAt(now, already);
      assert.ok(forecastUse(stand, pace) >= already);
      assert.equal(forecastUse({ ...stand, nowSeconds: stand.resetAt }, pace), already);
    }),
  );
});

test("whoever uses the same every day is forecast that for every day that is left", () => {
  fc.assert(
    fc.property(instant, fc.integer({ min: 1, max: 100_000 }), used, (now, count, already) => {
      const pace = paceByWeekday(dailyOf(Array(28).fill(count), now), now);
      const stand = standAt(now, already);
      const left = (stand.resetAt - now) / DAY_SECONDS;
      assert.equal(forecastUse(stand, pace), Math.round(already + count * left));
    }),
  );
});

test("four weeks that repeat one week are forecast to go on like that week, weekends included", () => {
  fc.assert(
    fc.property(instant, fc.array(perDay, { minLength: 7, maxLength: 7 }), (now, week) => {
      const midnight = utcDay(now);
      const pace = paceByWeekday(dailyOf([...week, ...week, ...week, ...week], midnight), midnight);
      if (week.every((count) => count === 0)) return;
      // The history begins 28 days before, so that today is like its first day. A leading idle day has three samples.
      for (const [index, count] of week.entries()) assert.equal(pace(midnight + index * DAY_SECONDS), count);
    }),
  );
});

test("twice the use is twice the forecast", () => {
  fc.assert(
    fc.property(instant, history, used, (now, uses, already) => {
      const once = forecastUse(standAt(now, already), paceByWeekday(dailyOf(uses, now), now));
      const doubled = dailyOf(
        uses.map((count) => 2 * count),
        now,
      );
      const twice = forecastUse(standAt(now, 2 * already), paceByWeekday(doubled, now));
      assert.ok(Math.abs(twice - 2 * once) <= 1, `${once} and ${twice}`);
    }),
  );
});

test("a quota is forecast to run out exactly when the forecast passes what is allowed", () => {
  fc.assert(
    fc.property(instant, history, used, used, (now, uses, already, allowed) => {
      const pace = paceByWeekday(dailyOf(uses, now), now);
      const stand = standAt(now, already);
      const at = forecastExhaustion(stand, pace, allowed);
      if (at === undefined) {
        assert.ok(forecastUse(stand, pace) <= allowed);
      } else {
        assert.ok(at >= now && at < stand.resetAt);
        // Until that second it is not used up, a second later it is.
        assert.ok(forecastUse({ ...stand, resetAt: at }, pace) <= Math.max(allowed, already));
        assert.ok(forecastUse({ ...stand, resetAt: at + 1 }, pace) >= allowed);
      }
    }),
  );
});

test("what began a few days ago is forecast by its own days and not by the idle weeks before", () => {
  const now = Date.parse("2026-07-15T00:00:00Z") / 1000;
  const uses = [...Array(25).fill(0), 100, 100, 100];
  assert.equal(forecastUse(standAt(now, 300), paceByWeekday(dailyOf(uses, now), now)), 300 + 17 * 100);
});

test("on its very first day a quota goes on as it began, the first hour counted whole", () => {
  const noon = Date.parse("2026-07-31T12:00:00Z") / 1000;
  const pace = (at: number, count: number) => paceByWeekday(new Map([[utcDay(at), count]]), at);
  assert.equal(forecastUse(standAt(noon, 50), pace(noon, 50)), 100);
  const early = Date.parse("2026-07-31T00:00:01Z") / 1000;
  assert.equal(forecastUse(standAt(early, 1), pace(early, 1)), 25);
  assert.equal(forecastUse(standAt(noon, 0), pace(noon, 0)), 0);
});

test("a quota that is counted by the month alone is forecast by the mean of its last four weeks", () => {
  const now = Date.parse("2026-07-15T00:00:00Z") / 1000;
  const use = {
    used: 140,
    monthStart: utcMonth(now),
    usedPreviousMonth: 300,
    previousMonthStart: Date.parse("2026-06-01T00:00:00Z") / 1000,
  };
  // Fourteen days of 10 and fourteen of June's mean of 10.
  assert.equal(forecastUse(standAt(now, 140), paceByMonth(use, now)), 140 + 17 * 10);
  assert.equal(forecastUse(standAt(now, 140), paceByMonth({ ...use, usedPreviousMonth: 0 }, now)), 140 + 170);
  const first = use.monthStart + 60;
  assert.equal(
    forecastUse(standAt(first, 3), paceByMonth({ ...use, used: 3, usedPreviousMonth: 0 }, first)),
    96,
  );
});
