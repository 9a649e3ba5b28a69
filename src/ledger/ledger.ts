import { setImmediate as nextTurn } from "node:timers/promises";
import { type Clock, nowSeconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { ConsumptionWindows } from "../model/consumption.ts";
import type { QuotaUse } from "../model/quotas.ts";
import type { HourlyUsageCount, UsageCount, UsageRange } from "../model/usage.ts";
import {
  type Consumer,
  type ConsumerPage,
  consumedOfGroup,
  groupsUse,
  pageOfConsumers,
  useByWindow,
  usersUse,
  type WindowUse,
  windowsOfConsumers,
} from "../store/counters.ts";
import type { Db } from "../store/database.ts";
import { groupUsageHourly, hourSpans, userUsageHourly } from "../store/hourly-usage.ts";
import type { Store } from "../store/store.ts";
import { groupUsage, userUsage } from "../store/usage.ts";
import type { QuotaSide } from "./claim.ts";
import { CounterBook } from "./counter-book.ts";
import { countsOf } from "./counts.ts";
import { currentUse } from "./current-use.ts";
import type { Entry } from "./entry.ts";
import { JournalWriter, type Recorded, unrecorded } from "./journal-writer.ts";
import type { Tallies } from "./tallies.ts";
import { UseCache } from "./use-cache.ts";

const WAITING_MAX = 10_000;

export interface LedgerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Tells the journal lines of nodes on one database apart. */
  readonly node: string;
  /** Whether to fold what others have left behind, and count it: for the one server of a database. */
  readonly adoptsOrphans?: boolean;
  /** Calls that may wait for a commit; more are refused with TransientError. */
  readonly waitingMax?: number;
}

/**
 * Who used how much. The journal is the truth; daily usage and quota counters follow from it. Calls that
 * arrive together are committed together: one row for everything since the last one, begun as soon as
 * that is done. It is folded into the tables later; what was answered can be read at once all the same.
 */
export class Ledger {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #writer: JournalWriter;
  readonly #uses: Readonly<Record<QuotaSide, UseCache>> = { user: new UseCache(), group: new UseCache() };
  /** What was used, for decisions: kept as calls are recorded, before they are committed. */
  readonly book = new CounterBook();

  constructor({ store, clock, log, node, adoptsOrphans = false, waitingMax = WAITING_MAX }: LedgerOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#writer = new JournalWriter({
      store,
      log,
      node,
      adoptsOrphans,
      waitingMax,
      onCommitted: (tallies) => this.#forgetUses(tallies),
      onLost: (tallies) => this.#distrust(tallies),
    });
  }

  /** Returns once the call is in the journal; raises TransientError when it is not, and nothing of it is kept. */
  record(entry: Entry): Promise<void> {
    return this.recordWith(entry, (at) => this.book.addAll(entry, at));
  }

  /** The same for whoever tells the book himself: he does so when he is asked to, and not for a call that is refused. */
  recordWith(entry: Entry, tellBook: (at: number) => void): Promise<void> {
    const { refusal } = this.#writer;
    if (refusal !== undefined) return Promise.reject(unrecorded(refusal));
    const at = entry.at ?? nowSeconds(this.#clock);
    tellBook(at);
    return this.#writer.append(entry, at);
  }

  /** Whether the last call could not be recorded. */
  get isFailing(): boolean {
    return this.#writer.isFailing;
  }

  /** Returns once it is certain that calls can be recorded again; raises TransientError when they cannot. */
  prove(): Promise<void> {
    const { refusal } = this.#writer;
    return refusal === undefined ? this.#writer.prove() : Promise.reject(unrecorded(refusal));
  }

  /** See JournalWriter.betweenCommits. */
  betweenCommits<T>(act: (recorded: Recorded) => Promise<T>): Promise<T> {
    return this.#writer.betweenCommits(act);
  }

  /** Raises TransientError when no call would be taken now. */
  requireOpen(): void {
    const { refusal } = this.#writer;
    if (refusal !== undefined) throw unrecorded(refusal);
  }

  /** Refuses calls with TransientError until it is resumed: another server may decide on the same quotas. */
  suspend(): void {
    this.#writer.suspend();
  }

  /** Goes on with nothing that was remembered. */
  resume(): void {
    this.book.distrustAll();
    this.#uses.user.forgetAll();
    this.#uses.group.forgetAll();
    this.#writer.resume();
  }

  /** Folds what a process before this one has left behind, without waiting for it. */
  begin(): void {
    this.fold().catch(() => undefined);
  }

  /**
   * Brings the tables up to what was committed before, for whoever reads them; raises TransientError when
   * the database cannot be written.
   */
  fold(): Promise<void> {
    return this.#writer.fold();
  }

  /** To be awaited before keys are shown; otherwise their last uses are some seconds behind. */
  writeKeyUses(): Promise<void> {
    return this.#writer.writeKeyUses();
  }

  /** Calls of one user by day and bucket, whichever group paid. */
  userUsage(uid: number, range: UsageRange): Promise<readonly UsageCount[]> {
    return this.#readTables((db) => userUsage(db, uid, range));
  }

  /** Calls that a group paid for, by day and bucket, those of former members included. */
  groupUsage(gid: number, range: UsageRange): Promise<readonly UsageCount[]> {
    return this.#readTables((db) => groupUsage(db, gid, range));
  }

  /** Calls of one user by hour and bucket; with `gid` only those that this group paid for. */
  userUsageHourly(
    uid: number,
    gid: number | undefined,
    range: UsageRange,
  ): Promise<readonly HourlyUsageCount[]> {
    return this.#readTables((db) => userUsageHourly(db, uid, gid, range));
  }

  /** The same of a group, read piece by piece: the embedded database works in the foreground. */
  async groupUsageHourly(gid: number, range: UsageRange): Promise<readonly HourlyUsageCount[]> {
    await this.fold();
    const counts: HourlyUsageCount[] = [];
    for (const span of hourSpans(range)) {
      counts.push(...(await this.#store.read((db) => groupUsageHourly(db, gid, span))));
      await nextTurn();
    }
    return counts;
  }

  /** What a user has used of each quota in its current window. */
  used(uid: number): Promise<QuotaUse> {
    return this.#used("user", uid);
  }

  /** The same where it is remembered: the same map for as long as it holds. */
  knownUse(uid: number): QuotaUse | undefined {
    return this.#uses.user.get(uid, nowSeconds(this.#clock));
  }

  /** The same for many users at once; whoever has used nothing is absent. */
  usedByMany(uids: readonly number[]): Promise<ReadonlyMap<number, QuotaUse>> {
    return this.#usedByMany("user", uids);
  }

  /** What was used of each quota of a group in its current window. */
  groupUsed(gid: number): Promise<QuotaUse> {
    return this.#used("group", gid);
  }

  /** The same for many groups at once; a group of which nothing was used is absent. */
  groupUsedByMany(gids: readonly number[]): Promise<ReadonlyMap<number, QuotaUse>> {
    return this.#usedByMany("group", gids);
  }

  /** The same inside a transaction, which cannot wait for the journal. A call on its way may be counted twice. */
  async usedInside(tx: Db, side: QuotaSide, id: number): Promise<QuotaUse> {
    const now = nowSeconds(this.#clock);
    const tail = this.#writer.committed(side, new Set([id]));
    return currentUse(await readUse(side)(tx, [id], now), tail, now).get(id) ?? NONE;
  }

  /** A page of the accounts that consumed a group's quota, and how many there are; deleted ones are left out. */
  consumers(
    gid: number,
    windows: ConsumptionWindows,
    page: ConsumerPage,
  ): Promise<{ readonly consumers: readonly Consumer[]; readonly count: number }> {
    return this.#readTables((db) => pageOfConsumers(db, gid, windows, page));
  }

  /** What a user or a group has used of some quotas, window by window. */
  usedByWindow(
    side: "user" | "group",
    id: number,
    windows: { readonly quotas: readonly string[]; readonly from: number; readonly until: number },
  ): Promise<readonly WindowUse[]> {
    return this.#readTables((db) => useByWindow(db, side, id, windows));
  }

  /** What these accounts consumed of a group's quota in each window. */
  consumedByWindow(gid: number, windows: ConsumptionWindows, uids: readonly number[]) {
    return this.#readTables((db) => windowsOfConsumers(db, gid, windows, uids));
  }

  /** What was consumed of a group's quota in the windows, by accounts that are gone too. */
  consumedOfGroup(gid: number, windows: ConsumptionWindows): Promise<number> {
    return this.#readTables((db) => consumedOfGroup(db, gid, windows));
  }

  /** Takes no more calls and returns when those taken are committed or refused. */
  async close(): Promise<void> {
    await this.#writer.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #readTables<T>(read: (db: Db) => Promise<T>): Promise<T> {
    await this.fold();
    return this.#store.read(read);
  }

  #used(side: QuotaSide, id: number): Promise<QuotaUse> {
    const now = nowSeconds(this.#clock);
    return this.#uses[side].getOrLoad(
      id,
      now,
      async () => (await this.#usedByMany(side, [id])).get(id) ?? NONE,
    );
  }

  #usedByMany(side: QuotaSide, ids: readonly number[]): Promise<ReadonlyMap<number, QuotaUse>> {
    const now = nowSeconds(this.#clock);
    return this.betweenCommits(async () => {
      const stored = await this.#store.read((db) => readUse(side)(db, ids, now));
      // What is not committed yet may still come to nothing.
      return currentUse(stored, this.#writer.committed(side, new Set(ids)), now);
    });
  }

  #distrust(tallies: Tallies): void {
    this.#forgetUses(tallies);
    for (const tally of tallies) {
      for (const uid of tally.byUser.keys()) this.book.distrust("user", uid);
      for (const { gid } of countsOf(tally)) this.book.distrust("group", gid);
    }
  }

  #forgetUses(tallies: Tallies): void {
    for (const tally of tallies) {
      const counts = countsOf(tally);
      if (counts.length === 0) continue;
      for (const uid of tally.byUser.keys()) this.#uses.user.forget(uid);
      for (const { gid } of counts) this.#uses.group.forget(gid);
    }
  }
}

const NONE: QuotaUse = new Map();

function readUse(side: QuotaSide): typeof usersUse {
  return side === "user" ? usersUse : groupsUse;
}
