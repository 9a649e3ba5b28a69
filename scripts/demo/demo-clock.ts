import { type Clock, nowSeconds, systemClock, utcDay } from "../../src/base/clock.ts";

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;

/** Stands in the past while the past is made, and then runs. */
export class DemoClock implements Clock {
  #standsAtMs: number | undefined;

  nowMs(): number {
    return this.#standsAtMs ?? systemClock.nowMs();
  }

  /** In the morning of that day, in UTC. */
  standDaysAgo(days: number, hour = 9): void {
    const today = utcDay(nowSeconds(systemClock));
    this.#standsAtMs = (today - days * DAY_SECONDS + hour * HOUR_SECONDS) * 1000;
  }

  run(): void {
    this.#standsAtMs = undefined;
  }
}
