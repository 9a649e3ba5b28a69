import type { QuotaSide } from "./claim.ts";

const SUBJECTS_MAX = 200_000;
/** Windows of one quota kept at once: the current one, and others for calls that straddle or a clock set back. */
const WINDOWS_MAX = 3;

/** One quota of one subject in one window. */
export interface Counter {
  readonly windowStart: number;
  /** Journalled, or about to be; undefined when it must be read from the database first. */
  used: number | undefined;
  /** Taken by calls that are not settled yet. */
  held: number;
  /** Whether the book has another one in its place, or will have. Never while it holds units. */
  isForgotten: boolean;
}

type Counters = Map<string, Counter[]>;

/**
 * The counters that decisions are made on, in memory. One that is not here, or not known any more, must
 * be read; it is never taken for 0.
 */
export class CounterBook {
  readonly #subjects: Readonly<Record<QuotaSide, Map<number, Counters>>> = {
    user: new Map(),
    group: new Map(),
  };

  /** The counter, made unknown when it is not here. */
  at(side: QuotaSide, subjectId: number, quota: string, windowStart: number): Counter {
    const windows = this.#windowsOf(side, subjectId, quota);
    for (const counter of windows) if (counter.windowStart === windowStart) return counter;
    const counter: Counter = { windowStart, used: undefined, held: 0, isForgotten: false };
    windows.unshift(counter);
    const oldest = windows.at(-1);
    if (windows.length > WINDOWS_MAX && oldest?.held === 0) {
      oldest.isForgotten = true;
      windows.pop();
    }
    return counter;
  }

  /** Adds to what is known; what is unknown will be read with this in it. */
  add(side: QuotaSide, subjectId: number, quota: string, windowStart: number, cost: number): void {
    const windows = this.#subjects[side].get(subjectId)?.get(quota);
    if (windows === undefined) return;
    for (const counter of windows) {
      if (counter.windowStart === windowStart && counter.used !== undefined) counter.used += cost;
    }
  }

  /** Makes a subject's numbers unknown, but for what is held; the next decision reads them again. */
  distrust(side: QuotaSide, subjectId: number): void {
    const counters = this.#subjects[side].get(subjectId);
    if (counters === undefined) return;
    for (const windows of counters.values()) for (const counter of windows) counter.used = undefined;
  }

  #windowsOf(side: QuotaSide, subjectId: number, quota: string): Counter[] {
    const counters = this.#countersOf(side, subjectId);
    const known = counters.get(quota);
    if (known !== undefined) return known;
    const windows: Counter[] = [];
    counters.set(quota, windows);
    return windows;
  }

  #countersOf(side: QuotaSide, subjectId: number): Counters {
    const subjects = this.#subjects[side];
    const known = subjects.get(subjectId);
    if (known !== undefined) return known;
    if (subjects.size >= SUBJECTS_MAX) forgetOldestIdle(subjects);
    const counters: Counters = new Map();
    subjects.set(subjectId, counters);
    return counters;
  }
}

function forgetOldestIdle(subjects: Map<number, Counters>): void {
  for (const [subjectId, counters] of subjects) {
    const isIdle = [...counters.values()].every((windows) => windows.every(({ held }) => held === 0));
    if (!isIdle) continue;
    for (const windows of counters.values()) for (const counter of windows) counter.isForgotten = true;
    subjects.delete(subjectId);
    return;
  }
}
