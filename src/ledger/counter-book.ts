import { utcMinute } from "../base/clock.ts";
import type { QuotaSide } from "./claim.ts";
import type { Entry } from "./entry.ts";
import { countsOf } from "./tallies.ts";

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
}

export interface CountedOn {
  readonly counter: Counter;
  readonly cost: number;
}

/** Adds to what is known; what is unknown will be read with this in it. */
export function addTo(counter: Counter, cost: number): void {
  if (counter.used !== undefined) counter.used += cost;
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
  #version = 0;

  /** Changes when a counter comes or goes; counters that were found before must then be looked up again. */
  get version(): number {
    return this.#version;
  }

  /** The counter, made unknown when it is not here. */
  at(side: QuotaSide, subjectId: number, quota: string, windowStart: number): Counter {
    const windows = this.#windowsOf(side, subjectId, quota);
    for (const counter of windows) if (counter.windowStart === windowStart) return counter;
    const counter: Counter = { windowStart, used: undefined, held: 0 };
    windows.unshift(counter);
    // One that holds units stays until they are settled or given back.
    if (windows.length > WINDOWS_MAX && windows.at(-1)?.held === 0) windows.pop();
    this.#version += 1;
    return counter;
  }

  /** The counter, if it is here. */
  find(side: QuotaSide, subjectId: number, quota: string, windowStart: number): Counter | undefined {
    const windows = this.#subjects[side].get(subjectId)?.get(quota);
    return windows?.find((counter) => counter.windowStart === windowStart);
  }

  /** Adds what a call costs to every counter that is here. */
  addAll(entry: Entry, atSeconds: number): void {
    for (const { counter, cost } of this.countersOf(entry, atSeconds)) addTo(counter, cost);
  }

  /** The counters that are here and that a call raises, and by how much. */
  countersOf(entry: Entry, atSeconds: number): readonly CountedOn[] {
    const found: CountedOn[] = [];
    const add = (counter: Counter | undefined, cost: number): void => {
      if (counter !== undefined) found.push({ counter, cost });
    };
    for (const { quota, windowStart, gid, cost } of countsOf({ entry, minute: utcMinute(atSeconds) })) {
      add(this.find("user", entry.uid, quota, windowStart), cost);
      if (gid !== 0) add(this.find("group", gid, quota, windowStart), cost);
    }
    return found;
  }

  /** Makes a subject's numbers unknown, but for what is held; the next decision reads them again. */
  distrust(side: QuotaSide, subjectId: number): void {
    const counters = this.#subjects[side].get(subjectId);
    if (counters === undefined) return;
    for (const windows of counters.values()) for (const counter of windows) counter.used = undefined;
  }

  /** The same for everybody. */
  distrustAll(): void {
    for (const side of ["user", "group"] as const) {
      for (const subjectId of this.#subjects[side].keys()) this.distrust(side, subjectId);
    }
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
    if (subjects.size >= SUBJECTS_MAX) this.#forgetOldestIdle(subjects);
    const counters: Counters = new Map();
    subjects.set(subjectId, counters);
    return counters;
  }

  #forgetOldestIdle(subjects: Map<number, Counters>): void {
    for (const [subjectId, counters] of subjects) {
      const isIdle = [...counters.values()].every((windows) => windows.every(({ held }) => held === 0));
      if (!isIdle) continue;
      subjects.delete(subjectId);
      this.#version += 1;
      return;
    }
  }
}
