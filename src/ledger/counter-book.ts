import { utcMinute } from "../base/clock.ts";
import type { QuotaSide } from "./claim.ts";
import { addTo, type CountedOn, type Counter } from "./counter.ts";
import { countsOf } from "./counts.ts";
import type { Entry } from "./entry.ts";

const SUBJECTS_MAX = 200_000;
/** Windows of one quota kept at once: the current one, and others for calls that straddle or a clock set back. */
const WINDOWS_MAX = 3;

/**
 * The counters that decisions are made on, in memory. One that is not here, or not known any more, must
 * be read; it is never taken for 0.
 */
export class CounterBook {
  readonly #subjects: Readonly<Record<QuotaSide, Map<number, readonly Counter[]>>> = {
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
    return this.find(side, subjectId, quota, windowStart) ?? this.#make(side, subjectId, quota, windowStart);
  }

  /** The counter, if it is here. */
  find(side: QuotaSide, subjectId: number, quota: string, windowStart: number): Counter | undefined {
    // A subject has few.
    for (const counter of this.#subjects[side].get(subjectId) ?? NONE) {
      if (counter.windowStart === windowStart && counter.quota === quota) return counter;
    }
    return undefined;
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
    const { gid: payer, charges = [] } = entry;
    for (const { quota, windowStart, gid, cost } of countsOf({
      charges,
      gid: payer,
      minute: utcMinute(atSeconds),
    })) {
      add(this.find("user", entry.uid, quota, windowStart), cost);
      if (gid !== 0) add(this.find("group", gid, quota, windowStart), cost);
    }
    return found;
  }

  /** Makes a subject's numbers unknown, but for what is held; the next decision reads them again. */
  distrust(side: QuotaSide, subjectId: number): void {
    for (const counter of this.#subjects[side].get(subjectId) ?? NONE) counter.used = undefined;
  }

  /** The same for everybody. */
  distrustAll(): void {
    for (const side of ["user", "group"] as const) {
      for (const subjectId of this.#subjects[side].keys()) this.distrust(side, subjectId);
    }
  }

  #make(side: QuotaSide, subjectId: number, quota: string, windowStart: number): Counter {
    const subjects = this.#subjects[side];
    let others = subjects.get(subjectId);
    if (others === undefined && subjects.size >= SUBJECTS_MAX) forgetOldestIdle(subjects);
    others ??= NONE;
    const [oldest, ...newer] = others.filter((counter) => counter.quota === quota);
    // One that holds units stays until they are settled or given back.
    if (newer.length + 1 >= WINDOWS_MAX && oldest?.held === 0) {
      others = others.filter((counter) => counter !== oldest);
    }
    const counter: Counter = { quota, windowStart, used: undefined, held: 0 };
    subjects.set(subjectId, [...others, counter]);
    this.#version += 1;
    return counter;
  }
}

const NONE: readonly Counter[] = [];

function forgetOldestIdle(subjects: Map<number, readonly Counter[]>): void {
  for (const [subjectId, counters] of subjects) {
    if (counters.some(({ held }) => held !== 0)) continue;
    subjects.delete(subjectId);
    return;
  }
}
