import { randomId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import { AccessError } from "../model/errors.ts";
import type { Store } from "../store/store.ts";
import type { QuotaSide } from "./claim.ts";
import { sumUp, type UseByWindow } from "./counts.ts";
import type { Entry } from "./entry.ts";
import { JournalTail } from "./journal-tail.ts";
import { KeyUses } from "./key-uses.ts";
import { Tallies } from "./tallies.ts";

/** How long calls may stay in the journal's tail, and how much of them: the longer, the less each one costs. */
const FOLD_AFTER_MS = 10_000;
const TALLIES_MAX = 16_000;

export interface JournalWriterOptions {
  readonly store: Store;
  readonly log: Log;
  readonly node: string;
  readonly adoptsOrphans: boolean;
  /** Calls that may wait for a commit. */
  readonly waitingMax: number;
  /** Told of every commit, before those who wait for it. */
  onCommitted(tallies: Tallies): void;
  /** Told of every commit that failed, or of which it is not known. */
  onLost(tallies: Tallies): void;
}

/** What was recorded since the last commit began. */
interface OpenBatch {
  readonly tallies: Tallies;
  readonly committed: PromiseWithResolvers<void>;
}

/** Somebody who wants to read from the tables what was committed before. */
interface FoldWaiter {
  readonly generation: number;
  readonly folded: PromiseWithResolvers<void>;
}

/** What was recorded of subjects and is not in the tables: committed, and not yet. */
export type Recorded = (
  side: QuotaSide,
  subjectIds: ReadonlySet<number>,
) => readonly ReadonlyMap<number, UseByWindow>[];

/**
 * The one that writes the journal, one thing at a time: calls that arrive together are committed together,
 * everything since the last commit in one row, begun as soon as that is done.
 */
export class JournalWriter {
  readonly #to: JournalWriterOptions;
  readonly #tail: JournalTail;
  readonly #keyUses: KeyUses;
  readonly #pauses: (() => Promise<void>)[] = [];
  #folds: FoldWaiter[] = [];
  #open = newBatch();
  #working: Promise<void> | undefined;
  #foldTimer: NodeJS.Timeout | undefined;
  #isFoldDue = false;
  #isProofDue = false;
  #isFailing = false;
  #isSuspended = false;
  #isClosed = false;

  constructor(options: JournalWriterOptions) {
    this.#to = options;
    const { store, log, node, adoptsOrphans } = options;
    this.#keyUses = new KeyUses(store, log);
    this.#tail = new JournalTail(store, `${node}/${randomId()}`, adoptsOrphans);
  }

  /** Why no call can be taken now; undefined when one can. */
  get refusal(): string | undefined {
    if (this.#isClosed) return "The server is shutting down; try again shortly";
    if (this.#isSuspended)
      return "Another server may decide on the quotas of this database now; try again shortly";
    if (this.#open.tallies.entries < this.#to.waitingMax) return undefined;
    return "Too many calls are waiting to be recorded; try again shortly";
  }

  /** Whether the last commit failed, so that the next one probably will. */
  get isFailing(): boolean {
    return this.#isFailing || this.#isSuspended;
  }

  /** Returns once something was committed, though it be nothing; raises TransientError when it cannot be. */
  prove(): Promise<void> {
    const { committed } = this.#open;
    this.#isProofDue = true;
    this.#wake();
    return committed.promise;
  }

  /** Returns once the call is in the journal; raises TransientError when it is not. */
  append(entry: Entry, at: number): Promise<void> {
    const { tallies, committed } = this.#open;
    tallies.add(entry, at);
    if (entry.keyUse !== undefined) this.#keyUses.note(entry.keyUse);
    this.#wake();
    return committed.promise;
  }

  /**
   * Brings the tables up to what was committed before. To be awaited by whoever reads them; raises
   * TransientError when the database cannot be written.
   */
  async fold(): Promise<void> {
    if (!this.#tail.isBehind) return;
    const folded = Promise.withResolvers<void>();
    // What is being folded already may not hold the newest commits.
    const generation = this.#tail.generation + (this.#tail.mayBeFolding ? 2 : 1);
    this.#folds.push({ generation, folded });
    this.#wake();
    await folded.promise;
  }

  /**
   * Runs between two commits, when nothing else is written. What the tables hold then, together with
   * `recorded`, is everything recorded so far. Raises TransientError when it cannot be known.
   */
  betweenCommits<T>(act: (recorded: Recorded) => Promise<T>): Promise<T> {
    const done = Promise.withResolvers<T>();
    this.#pauses.push(async () => {
      try {
        await this.#tail.resolveDoubt();
        done.resolve(
          await act((side, ids) => [this.#tail.sumUp(side, ids), sumUp(this.#open.tallies, side, ids)]),
        );
      } catch (error) {
        done.reject(error);
      }
    });
    this.#wake();
    return done.promise;
  }

  /** Returns once the last uses of keys can be read. */
  writeKeyUses(): Promise<void> {
    return this.#keyUses.write();
  }

  /** What was committed of subjects and is not in the tables. */
  committed(side: QuotaSide, subjectIds: ReadonlySet<number>): ReadonlyMap<number, UseByWindow> {
    return this.#tail.sumUp(side, subjectIds);
  }

  /** Takes no calls until it is resumed: somebody else may write the same counters. */
  suspend(): void {
    this.#isSuspended = true;
  }

  resume(): void {
    this.#tail.distrust();
    this.#isSuspended = false;
  }

  /** Takes no more calls; returns when those taken are committed or refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#foldTimer);
    // What cannot be folded now is folded after the next start.
    await this.fold().catch(() => undefined);
    await this.#working;
    await this.#keyUses.write();
  }

  #wake(): void {
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    // The calls that the event loop has in hand join the first batch.
    await new Promise(setImmediate);
    while (this.#hasWork) {
      await Promise.all(this.#pauses.splice(0).map((act) => act()));
      if (this.#isCommitWanted) await this.#commit();
      // A step at a time, so that nobody waits long for a commit.
      if (this.#isFoldWanted) await this.#foldOn();
    }
    this.#working = undefined;
  }

  get #hasWork(): boolean {
    return this.#pauses.length > 0 || this.#isCommitWanted || this.#isFoldWanted;
  }

  get #isCommitWanted(): boolean {
    return this.#open.tallies.entries > 0 || this.#isProofDue;
  }

  get #isFoldWanted(): boolean {
    return this.#isFoldDue || this.#folds.length > 0;
  }

  async #commit(): Promise<void> {
    const { tallies, committed } = this.#open;
    this.#open = newBatch();
    this.#isProofDue = false;
    try {
      await this.#tail.append(tallies);
      this.#isFailing = false;
    } catch (error) {
      this.#isFailing = true;
      // The commit may have happened although its answer was lost, or may happen yet.
      this.#to.onLost(tallies);
      committed.reject(unrecorded("The call could not be recorded; try again shortly", error));
      return;
    }
    this.#to.onCommitted(tallies);
    committed.resolve();
    this.#foldTimer ??= setTimeout(() => this.#foldSoon(), FOLD_AFTER_MS).unref();
    if (this.#tail.size > TALLIES_MAX) this.#isFoldDue = true;
  }

  #foldSoon(): void {
    this.#foldTimer = undefined;
    this.#isFoldDue = true;
    this.#wake();
  }

  async #foldOn(): Promise<void> {
    try {
      await this.#tail.step();
      this.#isFoldDue = this.#tail.isFolding;
      const done = this.#folds.filter(({ generation }) => generation <= this.#tail.generation);
      this.#folds = this.#folds.filter(({ generation }) => generation > this.#tail.generation);
      for (const { folded } of done) folded.resolve();
    } catch (error) {
      // Nothing is lost: what is not in the tables stays in the tail until it is.
      this.#isFoldDue = false;
      this.#to.log.error({ err: error }, "the journal's newest calls could not be folded");
      const failure = new AccessError("TransientError", "Usage cannot be read now; try again shortly", {
        cause: error,
      });
      for (const { folded } of this.#folds.splice(0)) folded.reject(failure);
    }
  }
}

function newBatch(): OpenBatch {
  const committed = Promise.withResolvers<void>();
  // Whoever waits hears of the failure; a batch that nobody waits for any more must not end the process.
  committed.promise.catch(() => {});
  return { tallies: new Tallies(), committed };
}

/** That a call is not in the journal. */
export function unrecorded(sentence: string, cause?: unknown): AccessError {
  return new AccessError("TransientError", sentence, { cause });
}
