import type { Db } from "../store/database.ts";
import {
  appendToTail,
  awaitTailWriters,
  commitsAfter,
  deleteFolded,
  lockOldestCommit,
  readFoldMark,
  removeFoldMark,
  setFoldMark,
  tailWriters,
} from "../store/journal-tail.ts";
import type { Store } from "../store/store.ts";
import type { QuotaSide } from "./claim.ts";
import { sumUp, type UseByWindow } from "./counts.ts";
import { writeFolded } from "./fold.ts";
import { type KnownCharges, packTallies, unpackTallies } from "./tail-lines.ts";
import { type Share, Tallies } from "./tallies.ts";

/** What one transaction takes, so that calls which wait for their commit never wait for long. */
const USERS_PER_STEP = 100;
const COMMITS_PER_STEP = 500;
const COMMITS_PER_PAGE = 1000;
const EVERYBODY = Number.MAX_SAFE_INTEGER;

/** Commits from one to another, and what they hold. */
interface Commits {
  /** undefined when there is none. */
  first: number | undefined;
  readonly tallies: Tallies;
}

type UserShares = readonly [uid: number, shares: readonly Share[]];

/** What is being folded: commits of which some users are done and the others still here. */
interface Folding {
  readonly first: number | undefined;
  readonly upTo: number;
  readonly tallies: Tallies;
  /** Ascending by uid; those before `next` are done. */
  readonly users: readonly UserShares[];
  next: number;
  /** What the database says of it: users up to this one are done; undefined before the first step. */
  markedUid: number | undefined;
}

/**
 * The newest part of the journal, as one writer has it. A commit is one row of text, which costs the calls
 * that wait for it next to nothing; what it holds is folded into journal lines, daily usage and counters
 * some time later, many commits at once, each exactly once whatever dies. Does one thing at a time.
 */
export class JournalTail {
  readonly #store: Store;
  readonly #writer: string;
  readonly #adoptsOrphans: boolean;
  #seq = 0;
  /** Committed, and not in the tables yet. */
  #waiting = noCommits();
  #folding: Folding | undefined;
  #generation = 0;
  /** Whether a transaction of which nothing was heard, our own or that of a process before us, may yet come into effect. */
  #isInDoubt = true;

  /** `writer` begins with the node's name and a slash; with `adoptsOrphans` it folds what others have left behind, too. */
  constructor(store: Store, writer: string, adoptsOrphans: boolean) {
    this.#store = store;
    this.#writer = writer;
    this.#adoptsOrphans = adoptsOrphans;
  }

  /** How many tallies wait to be folded. */
  get size(): number {
    return this.#waiting.tallies.size;
  }

  /** Whether there is anything for `step` to do. */
  get isBehind(): boolean {
    return this.mayBeFolding || this.#waiting.first !== undefined;
  }

  /** How many foldings are over. */
  get generation(): number {
    return this.#generation;
  }

  /** Whether there may be a folding that does not hold what was committed last. */
  get mayBeFolding(): boolean {
    return this.#isInDoubt || this.#folding !== undefined;
  }

  /** Whether `step` was begun and would go on. */
  get isFolding(): boolean {
    return this.#folding !== undefined;
  }

  /** Makes it read what others may have done to it before anything else. */
  distrust(): void {
    this.#isInDoubt = true;
  }

  /** Commits; raises what the store raises, and then it is not known whether it has. */
  async append(tallies: Tallies): Promise<void> {
    const seq = ++this.#seq;
    const commit = { seq, lines: packTallies(tallies) };
    await this.#trusting(() => this.#store.appendStatement((db) => appendToTail(db, this.#writer, commit)));
    this.#waiting.first ??= seq;
    this.#waiting.tallies.addAll(tallies);
  }

  /** What the tables do not hold yet of what subjects have used. Not to be asked while in doubt. */
  sumUp(side: QuotaSide, subjectIds: ReadonlySet<number>): ReadonlyMap<number, UseByWindow> {
    return sumUp(this.#tallies(), side, subjectIds);
  }

  /** Reads the tail if something may be in it that is not known here. */
  async resolveDoubt(): Promise<void> {
    if (!this.#isInDoubt) return;
    if (this.#store.engine === "postgres") await this.#store.append(awaitTailWriters);
    if (this.#adoptsOrphans) await this.#foldOrphans();
    await this.#recover();
    this.#isInDoubt = false;
  }

  /** Does a part of the folding in one transaction; to be called until `isFolding` is false. */
  async step(): Promise<void> {
    await this.resolveDoubt();
    this.#folding ??= this.#begin();
    const folding = this.#folding;
    if (folding === undefined) {
      this.#generation += 1;
      return;
    }
    const users = folding.users.slice(folding.next, folding.next + USERS_PER_STEP);
    const next = folding.next + users.length;
    const doneUid = next === folding.users.length ? EVERYBODY : (users.at(-1)?.[0] ?? 0);
    const end = await this.#trusting(() =>
      this.#store.append((tx) => this.#write(tx, folding, users, doneUid)),
    );
    if (end === "superseded") {
      this.#isInDoubt = true;
      return;
    }
    for (const [uid, shares] of users) folding.tallies.remove(uid, shares);
    folding.next = next;
    folding.markedUid = doneUid;
    if (end === "more") return;
    this.#folding = undefined;
    this.#generation += 1;
  }

  /** Writes a step; "superseded" when somebody else has folded some of it, and then nothing. */
  async #write(
    tx: Db,
    { first, upTo, markedUid }: Folding,
    users: readonly UserShares[],
    doneUid: number,
  ): Promise<"more" | "over" | "superseded"> {
    const oldest = await lockOldestCommit(tx, this.#writer);
    const mark = await readFoldMark(tx, this.#writer);
    if (markedUid === undefined ? mark !== undefined || oldest !== first : mark?.doneUid !== markedUid) {
      return "superseded";
    }
    const node = this.#writer.slice(0, this.#writer.lastIndexOf("/"));
    await writeFolded(tx, node, users);
    if (doneUid === EVERYBODY && !(await deleteFolded(tx, this.#writer, upTo, COMMITS_PER_STEP))) {
      if (mark !== undefined) await removeFoldMark(tx, this.#writer);
      return "over";
    }
    await setFoldMark(tx, this.#writer, { upTo, doneUid });
    return "more";
  }

  #begin(): Folding | undefined {
    const { first, tallies } = this.#waiting;
    if (first === undefined) return undefined;
    this.#waiting = noCommits();
    return newFolding({ first, upTo: this.#seq, tallies });
  }

  async #recover(): Promise<void> {
    const mark = await this.#store.read((db) => readFoldMark(db, this.#writer));
    const upTo = mark?.upTo ?? 0;
    const [folding, waiting] = [new Tallies(), noCommits()];
    const known: KnownCharges = new Map();
    for (let last = 0, isMore = true; isMore; ) {
      const commits = await this.#store.read((db) => commitsAfter(db, this.#writer, last, COMMITS_PER_PAGE));
      for (const { seq, lines } of commits) {
        for (const { entry, minute } of unpackTallies(lines, known)) {
          if (seq > upTo) waiting.tallies.add(entry, minute);
          else if (entry.uid > (mark?.doneUid ?? 0)) folding.add(entry, minute);
        }
        if (seq > upTo) waiting.first ??= seq;
        last = seq;
      }
      this.#seq = Math.max(this.#seq, last);
      isMore = commits.length === COMMITS_PER_PAGE;
    }
    this.#waiting = waiting;
    this.#folding = mark && {
      ...newFolding({ first: undefined, upTo, tallies: folding }),
      markedUid: mark.doneUid,
    };
  }

  /** Of processes that are gone; one that is not finds out, and reads again what is left of its own. */
  async #foldOrphans(): Promise<void> {
    for (const writer of await this.#store.read(tailWriters)) {
      if (writer === this.#writer) continue;
      const orphan = new JournalTail(this.#store, writer, false);
      do await orphan.step();
      while (orphan.isBehind);
    }
  }

  *#tallies() {
    yield* this.#waiting.tallies;
    if (this.#folding !== undefined) yield* this.#folding.tallies;
  }

  /** What fails may have happened all the same. */
  async #trusting<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      this.#isInDoubt = true;
      throw error;
    }
  }
}

function noCommits(): Commits {
  return { first: undefined, tallies: new Tallies() };
}

function newFolding({ first, upTo, tallies }: Pick<Folding, "first" | "upTo" | "tallies">): Folding {
  const users = [...tallies.shares()].sort(([a], [b]) => a - b);
  return { first, upTo, tallies, users, next: 0, markedUid: undefined };
}
