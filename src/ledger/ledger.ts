import { setImmediate as nextTurn } from "node:timers/promises";
import { type Clock, nowSeconds } from "../base/clock.ts";
import type { ConsumptionWindows } from "../model/consumption.ts";
import { AccessError } from "../model/errors.ts";
import type { QuotaUse } from "../model/quotas.ts";
import type { HourlyUsageCount, UsageCount, UsageRange } from "../model/usage.ts";
import {
  type Consumer,
  type ConsumerPage,
  consumedOfGroup,
  groupsUse,
  groupUse,
  pageOfConsumers,
  usersUse,
  userUse,
  windowsOfConsumers,
} from "../store/counters.ts";
import { groupUsageHourly, hourSpans, userUsageHourly } from "../store/hourly-usage.ts";
import type { Store } from "../store/store.ts";
import { awaitJournalWriters, groupUsage, userUsage } from "../store/usage.ts";
import { Batch } from "./batch.ts";
import { CounterBook } from "./counter-book.ts";
import type { Entry } from "./entry.ts";
import { KeyUses } from "./key-uses.ts";
import { UseCache } from "./use-cache.ts";

const WAITING_MAX = 10_000;

export interface LedgerOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Tells the journal lines of nodes on one database apart. */
  readonly node: string;
  /** Calls that may wait for a commit; more are refused with TransientError. */
  readonly waitingMax?: number;
}

interface OpenBatch {
  readonly batch: Batch;
  readonly committed: PromiseWithResolvers<void>;
}

/**
 * Who used how much. The journal is the truth; daily usage and quota counters follow from it and are
 * written with it. Calls that arrive together are committed together: one transaction for everything
 * since the last one, begun as soon as that is done. What was answered can be read at once.
 */
export class Ledger {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #node: string;
  readonly #waitingMax: number;
  readonly #keyUses = new KeyUses();
  readonly #userUses = new UseCache();
  readonly #groupUses = new UseCache();
  readonly #pauses: (() => Promise<void>)[] = [];
  /** What was used, for decisions: kept as calls are recorded, before they are committed. */
  readonly book = new CounterBook();
  #open: OpenBatch;
  #committing: Promise<void> | undefined;
  /** Whether a commit of which nothing was heard, our own or that of a process before us, may yet come into effect. */
  #isInDoubt = true;
  #isClosed = false;

  constructor({ store, clock, node, waitingMax = WAITING_MAX }: LedgerOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#node = node;
    this.#waitingMax = waitingMax;
    this.#open = this.#newBatch();
  }

  /** Returns once the call is in the journal; raises TransientError when it is not, and nothing of it is kept. */
  record(entry: Entry): Promise<void> {
    if (this.#isClosed) return Promise.reject(unrecorded("The server is shutting down; try again shortly"));
    const { batch, committed } = this.#open;
    if (batch.size >= this.#waitingMax) {
      return Promise.reject(unrecorded("Too many calls are waiting to be recorded; try again shortly"));
    }
    batch.add(entry, entry.at ?? nowSeconds(this.#clock));
    if (entry.keyUse && this.#keyUses.isDue(entry.keyUse)) {
      this.#keyUses.note(entry.keyUse);
      batch.noteKeyUse(entry.keyUse);
    }
    this.#committing ??= this.#commitAll();
    return committed.promise;
  }

  /**
   * Runs between two commits. What it reads then, together with `uncommitted` of the batch that it is given,
   * is everything recorded so far.
   */
  betweenCommits<T>(act: (open: () => Batch) => Promise<T>): Promise<T> {
    const done = Promise.withResolvers<T>();
    this.#pauses.push(() => act(() => this.#open.batch).then(done.resolve, done.reject));
    this.#committing ??= this.#commitAll();
    return done.promise;
  }

  /** To be awaited before counters are read for decisions; raises TransientError while it cannot be known. */
  async requireNoDoubt(): Promise<void> {
    if (!this.#isInDoubt) return;
    if (this.#store.engine === "postgres") await this.#store.append(awaitJournalWriters);
    this.#isInDoubt = false;
  }

  /** Calls of one user by day and bucket, whichever group paid. */
  userUsage(uid: number, range: UsageRange): Promise<readonly UsageCount[]> {
    return this.#store.read((db) => userUsage(db, uid, range));
  }

  /** Calls that a group paid for, by day and bucket, those of former members included. */
  groupUsage(gid: number, range: UsageRange): Promise<readonly UsageCount[]> {
    return this.#store.read((db) => groupUsage(db, gid, range));
  }

  /** Calls of one user by hour and bucket; with `gid` only those that this group paid for. */
  userUsageHourly(
    uid: number,
    gid: number | undefined,
    range: UsageRange,
  ): Promise<readonly HourlyUsageCount[]> {
    return this.#store.read((db) => userUsageHourly(db, uid, gid, range));
  }

  /** The same of a group, read piece by piece: the embedded database works in the foreground. */
  async groupUsageHourly(gid: number, range: UsageRange): Promise<readonly HourlyUsageCount[]> {
    const counts: HourlyUsageCount[] = [];
    for (const span of hourSpans(range)) {
      counts.push(...(await this.#store.read((db) => groupUsageHourly(db, gid, span))));
      await nextTurn();
    }
    return counts;
  }

  /** What a user has used of each quota in its current window. */
  used(uid: number): Promise<QuotaUse> {
    const now = nowSeconds(this.#clock);
    return this.#userUses.getOrLoad(uid, now, () => this.#store.read((db) => userUse(db, uid, now)));
  }

  /** The same where it is remembered: the same map for as long as it holds. */
  knownUse(uid: number): QuotaUse | undefined {
    return this.#userUses.get(uid, nowSeconds(this.#clock));
  }

  /** The same for many users at once; whoever has used nothing is absent. */
  usedByMany(uids: readonly number[]): Promise<ReadonlyMap<number, QuotaUse>> {
    return this.#store.read((db) => usersUse(db, uids, nowSeconds(this.#clock)));
  }

  /** What was used of each quota of a group in its current window. */
  groupUsed(gid: number): Promise<QuotaUse> {
    const now = nowSeconds(this.#clock);
    return this.#groupUses.getOrLoad(gid, now, () => this.#store.read((db) => groupUse(db, gid, now)));
  }

  /** The same for many groups at once; a group of which nothing was used is absent. */
  groupUsedByMany(gids: readonly number[]): Promise<ReadonlyMap<number, QuotaUse>> {
    return this.#store.read((db) => groupsUse(db, gids, nowSeconds(this.#clock)));
  }

  /** A page of the accounts that consumed a group's quota, and how many there are; deleted ones are left out. */
  consumers(
    gid: number,
    windows: ConsumptionWindows,
    page: ConsumerPage,
  ): Promise<{ readonly consumers: readonly Consumer[]; readonly count: number }> {
    return this.#store.read((db) => pageOfConsumers(db, gid, windows, page));
  }

  /** What these accounts consumed of a group's quota in each window. */
  consumedByWindow(gid: number, windows: ConsumptionWindows, uids: readonly number[]) {
    return this.#store.read((db) => windowsOfConsumers(db, gid, windows, uids));
  }

  /** What was consumed of a group's quota in the windows, by accounts that are gone too. */
  consumedOfGroup(gid: number, windows: ConsumptionWindows): Promise<number> {
    return this.#store.read((db) => consumedOfGroup(db, gid, windows));
  }

  /** Takes no more calls and returns when those taken are committed or refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#committing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #commitAll(): Promise<void> {
    // The calls that the event loop has in hand join the first batch.
    await new Promise(setImmediate);
    while (this.#open.batch.size > 0 || this.#pauses.length > 0) {
      await Promise.all(this.#pauses.splice(0).map((act) => act()));
      if (this.#open.batch.size === 0) continue;
      const closed = this.#open;
      this.#open = this.#newBatch();
      await this.#commit(closed);
    }
    this.#committing = undefined;
  }

  async #commit({ batch, committed }: OpenBatch): Promise<void> {
    try {
      await this.#store.append((tx) => batch.write(tx));
      this.#forgetUses(batch);
      committed.resolve();
    } catch (error) {
      // The commit may have happened although its answer was lost, or may happen yet.
      this.#isInDoubt = true;
      this.#forgetUses(batch);
      for (const uid of batch.chargedUsers) this.book.distrust("user", uid);
      for (const gid of batch.chargedGroups) this.book.distrust("group", gid);
      for (const { keyId } of batch.keyUses) this.#keyUses.forget(keyId);
      committed.reject(unrecorded("The call could not be recorded; try again shortly", error));
    }
  }

  #forgetUses({ chargedUsers, chargedGroups }: Batch): void {
    if (chargedUsers.size === 0) return;
    this.#userUses.forget(chargedUsers);
    this.#groupUses.forget(chargedGroups);
  }

  #newBatch(): OpenBatch {
    const committed = Promise.withResolvers<void>();
    // Whoever waits hears of the failure; a batch that nobody waits for any more must not end the process.
    committed.promise.catch(() => {});
    return { batch: new Batch(this.#node, this.book), committed };
  }
}

function unrecorded(sentence: string, cause?: unknown): AccessError {
  return new AccessError("TransientError", sentence, { cause });
}
