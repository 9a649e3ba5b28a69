/** One quota of one subject in one window. */
export interface Counter {
  readonly quota: string;
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

/** The counters of a claim. */
export interface FoundCounters {
  /** Of each of its lines, in their order. */
  readonly counters: readonly Counter[];
  /** Without a limit in the claim, and known all the same. */
  readonly others: readonly CountedOn[];
  /** The book's when they were looked up. */
  readonly version: number;
}

/** Adds to what is known; what is unknown will be read with this in it. */
export function addTo(counter: Counter, cost: number): void {
  if (counter.used !== undefined) counter.used += cost;
}
