import { setImmediate } from "node:timers/promises";
import { type Clock, nowSeconds, utcDay } from "../base/clock.ts";
import { oldestConsumptionMonth } from "../model/consumption.ts";
import { DAY_SECONDS } from "../model/quotas.ts";
import { oldestUsageDay } from "../model/usage.ts";
import type { Db } from "../store/database.ts";
import { forgetRefusedCalls } from "../store/refused-calls.ts";
import {
  forgetAccounts,
  forgetGroups,
  forgetJournal,
  lastRecordedAccount,
  lastRecordedGroup,
  type RetentionHorizon,
  recordedDays,
} from "../store/retention.ts";
import type { Store } from "../store/store.ts";

/** What goes in one transaction, so that calls are never kept waiting for long. */
const SUBJECTS_PER_TRANSACTION = 20;
const LINES_PER_TRANSACTION = 1000;

/** On so many different days something must have been recorded, for the latest of them to be believed. */
const CONFIRMING_DAYS = 3;
/** How far ahead of a believed day the clock may be and be believed itself. */
const AHEAD_SECONDS_MAX = 7 * DAY_SECONDS;

/** What is kept at an instant: 60 days of usage, and of consumption the current and two previous months. */
export function retentionHorizon(seconds: number): RetentionHorizon {
  const usage = oldestUsageDay(seconds);
  const counters = oldestConsumptionMonth(seconds);
  // The journal outlasts whatever is proved from it.
  return {
    usage,
    counters,
    journal: Math.min(usage, counters),
    shortCounters: utcDay(seconds) - DAY_SECONDS,
  };
}

/**
 * What may be deleted. A clock that was set forward by mistake would have counters deleted that hold again once it is
 * set right, so that what was used could be used twice. Time has passed for certain where calls were recorded on
 * several days: without that, only so much is deleted as was due on the third last of them.
 */
function deletable(nowSeconds: number, recorded: readonly number[]): RetentionHorizon | undefined {
  const confirmed = recorded[CONFIRMING_DAYS - 1];
  if (confirmed === undefined) return undefined;
  const certain = Math.min(nowSeconds, confirmed);
  const isBelieved = nowSeconds - confirmed <= AHEAD_SECONDS_MAX;
  return {
    ...retentionHorizon(isBelieved ? nowSeconds : certain),
    // An hour may be the current one even by a clock that is only a day ahead.
    shortCounters: retentionHorizon(certain).shortCounters,
  };
}

/** Deletes usage that is no longer kept. */
export class Retention {
  readonly #store: Store;
  readonly #clock: Clock;
  #doneDay = 0;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Whether nothing was deleted yet on this UTC day. Cheap enough to ask on every call. */
  get isDue(): boolean {
    // On another day, not only on a later one: a clock that was ahead may have been set right.
    return utcDay(nowSeconds(this.#clock)) !== this.#doneDay;
  }

  /** Does the day's work in many small transactions; at once, when it is not due. Raises what the store raises. */
  async purge(): Promise<void> {
    if (!this.isDue) return;
    const now = nowSeconds(this.#clock);
    const before = this.#doneDay;
    this.#doneDay = utcDay(now);
    try {
      const recorded = await this.#store.read((db) => recordedDays(db, CONFIRMING_DAYS));
      const horizon = deletable(now, recorded);
      if (horizon !== undefined) await this.#purge(horizon);
    } catch (error) {
      this.#doneDay = before;
      throw error;
    }
  }

  async #purge(horizon: RetentionHorizon): Promise<void> {
    const [lastAccount, lastGroup] = await this.#store.read(async (db) => [
      await lastRecordedAccount(db),
      await lastRecordedGroup(db),
    ]);
    while (await this.#append((tx) => forgetJournal(tx, horizon, LINES_PER_TRANSACTION)));
    while (await this.#append((tx) => forgetRefusedCalls(tx, horizon.usage, LINES_PER_TRANSACTION)));
    for (let first = 1; first <= lastAccount; first += SUBJECTS_PER_TRANSACTION) {
      await this.#append((tx) => forgetAccounts(tx, first, first + SUBJECTS_PER_TRANSACTION - 1, horizon));
    }
    for (let first = 1; first <= lastGroup; first += SUBJECTS_PER_TRANSACTION) {
      await this.#append((tx) => forgetGroups(tx, first, first + SUBJECTS_PER_TRANSACTION - 1, horizon));
    }
  }

  async #append<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    // The embedded database works in the foreground; between two pieces the event loop gets its turn.
    await setImmediate();
    return this.#store.append(work);
  }
}
