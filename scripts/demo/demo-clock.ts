import { type Clock, nowSeconds, utcDay } from "../../src/base/clock.ts";

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;

/** Stands in the past while the past is made, and then goes as the present does. */
export class DemoClock implements Clock {
  readonly #present: Clock;
  #standsAtMs: number | undefined;

  constructor(present: Clock) {
    this.#present = present;
  }

  nowMs(): number {
    return this.#standsAtMs ?? this.#present.nowMs();
  }

  /** In the morning of that day, in UTC. */
  standDaysAgo(days: number, hour = 9): void {
    const today = utcDay(nowSeconds(this.#present));
    this.#standsAtMs = (today - days * DAY_SECONDS + hour * HOUR_SECONDS) * 1000;
  }

  run(): void {
    this.#standsAtMs = undefined;
  }
}
