import { type Clock, nowSeconds } from "../base/clock.ts";
import { AccessError } from "../model/errors.ts";
import type { QuotaUse } from "../model/quotas.ts";
import { groupsUse, usersUse } from "../store/counters.ts";
import type { Db } from "../store/database.ts";
import type { Store } from "../store/store.ts";
import type { Claim, ClaimLine, Decision, Denial, QuotaSide, Reservation } from "./claim.ts";
import { addTo, type Counter, type FoundCounters } from "./counter.ts";
import type { Charge, KeyUse } from "./entry.ts";
import { HeldReservations } from "./held-reservations.ts";
import type { Recorded } from "./journal-writer.ts";
import type { Ledger } from "./ledger.ts";

/** A call that is still not settled then has lost its owner, and its units come back. */
export const RESERVATION_SECONDS_MAX = 60 * 60;

/** What a call turned out to be. */
export interface Settlement {
  readonly bucket: string;
  /** Not more than was claimed. */
  readonly charges: readonly Charge[];
  readonly keyUse?: KeyUse;
}

/** Counters that must be read before somebody can decide. */
interface Wanted {
  readonly uid: number;
  readonly at: number;
  readonly lines: readonly ClaimLine[];
  readonly loaded: PromiseWithResolvers<void>;
}

/**
 * Decides what may be spent. Units are held in memory while a call is under way and journalled when it is
 * settled: a crash gives back what was held, and whatever was answered is in the journal. Between the
 * look at the counters and the holding of the units nothing else runs, so no two calls get the same unit.
 */
export class Reservations {
  readonly #store: Store;
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #held = new HeldReservations();
  #expiredAt = 0;
  #wanted: Wanted[] = [];

  constructor(store: Store, ledger: Ledger, clock: Clock) {
    this.#store = store;
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /** All lines or none. Raises TransientError when the counters cannot be read. */
  async reserve(claim: Claim): Promise<Decision> {
    for (;;) {
      const decision = this.reserveNow(claim);
      if (decision !== undefined) return decision;
      const { counters } = this.#find(claim);
      const lines = claim.lines.filter((_line, index) => counters[index]?.used === undefined);
      await this.#load(claim, lines);
    }
  }

  /** The same without waiting; undefined when a counter must be read first. */
  reserveNow(claim: Claim): Decision | undefined {
    this.#expire();
    const found = this.#find(claim);
    return found.counters.every(isKnown) ? this.#decide(claim, found) : undefined;
  }

  /** Whether what is held now could probably not be settled. */
  get areDoubtful(): boolean {
    return this.#ledger.isFailing;
  }

  /** Returns once it can; raises TransientError when it cannot. */
  prove(): Promise<void> {
    return this.#ledger.prove();
  }

  /** Resolves when the call is journalled; raises TransientError when it cannot be, and then it costs nothing. */
  settle(reservation: Reservation, settlement: Settlement): Promise<void> {
    const held = this.#held.drop(reservation);
    return held === undefined
      ? this.#settleLate(reservation, settlement)
      : this.#record(reservation, held, settlement);
  }

  async #settleLate(expired: Reservation, settlement: Settlement): Promise<void> {
    const reservation = await this.#heldAgain(expired);
    return this.#record(reservation, this.#held.drop(reservation), settlement);
  }

  #record({ claim }: Reservation, held: FoundCounters | undefined, settlement: Settlement): Promise<void> {
    const { bucket, charges, keyUse } = settlement;
    const { uid, gid, at } = claim;
    const entry = { uid, gid, at, bucket, charges, keyUse };
    return this.#ledger.recordWith(entry, () => {
      const { book } = this.#ledger;
      // What costs what was claimed raises the counters that are in hand.
      if (held?.version === book.version && charges === claim.charges) spend(claim, held);
      else book.addAll(entry, at);
    });
  }

  /** Gives everything back. Nothing was journalled. A second time, or once it has expired, it does nothing. */
  release(reservation: Reservation): void {
    if (this.#held.drop(reservation) === undefined) this.#held.takeExpired(reservation);
  }

  #decide(claim: Claim, found: FoundCounters): Decision {
    const { lines } = claim;
    const { counters } = found;
    const used = counters.map(spentOf);
    let denial: Denial | undefined;
    for (let index = 0; index < lines.length; index += 1) {
      const [line, spent] = [lines[index], used[index]];
      if (line === undefined || spent === undefined) throw new Error("A line without a counter");
      if (spent + line.cost > line.allowed) denial = longerWait(denial, { line, used: spent });
    }
    const limits = { lines, used };
    if (denial !== undefined) return { ok: false, denial, limits };
    for (let index = 0; index < lines.length; index += 1) {
      used[index] = (used[index] ?? 0) + (lines[index]?.cost ?? 0);
    }
    return { ok: true, reservation: this.#held.add(claim, found), limits };
  }

  /** For a call that took so long that somebody else may have its units; raises TransientError when he has. */
  async #heldAgain(expired: Reservation): Promise<Reservation> {
    if (!this.#held.takeExpired(expired))
      throw new Error("A reservation can be settled or released only once");
    const decision = await this.reserve(expired.claim);
    if (decision.ok) return decision.reservation;
    throw new AccessError(
      "TransientError",
      "The call took too long, and its quota is used up now; try later",
    );
  }

  /** At most once a second, since nothing expires more exactly than that. */
  #expire(): void {
    const now = nowSeconds(this.#clock);
    if (now === this.#expiredAt) return;
    this.#expiredAt = now;
    this.#held.expire(now - RESERVATION_SECONDS_MAX);
  }

  #find(claim: Claim): FoundCounters {
    const { book } = this.#ledger;
    // Calls that are alike share their claim, whose counters need not be looked up again.
    if (claim.found?.version === book.version) return claim.found;
    const counters = claim.lines.map((line) => this.#counterOf(claim.uid, line));
    const others = book
      .countersOf({ ...claim, bucket: "" }, claim.at)
      .filter(({ counter }) => !counters.includes(counter));
    claim.found = { counters, others, version: book.version };
    return claim.found;
  }

  #counterOf(uid: number, line: ClaimLine): Counter {
    return this.#ledger.book.at(line.side, subjectOf(uid, line), line.quota, line.windowStart);
  }

  /** Callers that want counters at the same time are served by one reading. */
  #load({ uid, at }: Claim, lines: readonly ClaimLine[]): Promise<void> {
    const loaded = Promise.withResolvers<void>();
    this.#wanted.push({ uid, at, lines, loaded });
    if (this.#wanted.length === 1) void this.#loadWanted();
    return loaded.promise;
  }

  async #loadWanted(): Promise<void> {
    let wanted: readonly Wanted[] = [];
    try {
      await this.#ledger.betweenCommits(async (recorded) => {
        wanted = this.#wanted;
        this.#wanted = [];
        await this.#read(wanted, recorded);
      });
      for (const { loaded } of wanted) loaded.resolve();
    } catch (error) {
      // It may have failed before anybody's turn came.
      if (wanted.length === 0) wanted = this.#wanted.splice(0);
      for (const { loaded } of wanted) loaded.reject(error);
    }
  }

  async #read(wanted: readonly Wanted[], recorded: Recorded): Promise<void> {
    for (const [at, same] of Map.groupBy(wanted, (one) => one.at)) {
      const subjects = { user: subjectsOf(same, "user"), group: subjectsOf(same, "group") };
      const used = await this.#store.read(async (db) => ({
        user: await usedBy(db, usersUse, subjects.user, at),
        group: await usedBy(db, groupsUse, subjects.group, at),
      }));
      // From here on nothing else runs, so that nothing is recorded and missed, or counted twice.
      const since = { user: recorded("user", subjects.user), group: recorded("group", subjects.group) };
      for (const { uid, lines } of same) {
        for (const line of lines) {
          const { side, quota, windowStart } = line;
          const subjectId = subjectOf(uid, line);
          const sums = since[side].map((use) => use.get(subjectId)?.get(quota)?.get(windowStart) ?? 0);
          const committed = used[side].get(subjectId)?.get(quota) ?? 0;
          this.#counterOf(uid, line).used = sums.reduce((sum, some) => sum + some, committed);
        }
      }
    }
  }
}

type ReadUses = (db: Db, ids: readonly number[], at: number) => Promise<ReadonlyMap<number, QuotaUse>>;

async function usedBy(db: Db, read: ReadUses, ids: ReadonlySet<number>, at: number) {
  return ids.size === 0 ? new Map<number, QuotaUse>() : read(db, [...ids], at);
}

function subjectsOf(wanted: readonly Wanted[], side: QuotaSide): ReadonlySet<number> {
  const subjects = new Set<number>();
  for (const { uid, lines } of wanted) {
    for (const line of lines) if (line.side === side) subjects.add(subjectOf(uid, line));
  }
  return subjects;
}

/** Whose counter it is that a line of somebody's claim is about: a user's or a group's, by its side. */
function subjectOf(uid: number, { side, gid }: ClaimLine): number {
  return side === "user" ? uid : gid;
}

function spentOf({ used = 0, held }: Counter): number {
  return used + held;
}

function isKnown({ used }: Counter): boolean {
  return used !== undefined;
}

function spend({ lines }: Claim, { counters, others }: FoundCounters): void {
  for (let index = 0; index < counters.length; index += 1) {
    const counter = counters[index];
    if (counter !== undefined) addTo(counter, lines[index]?.cost ?? 0);
  }
  for (const { counter, cost } of others) addTo(counter, cost);
}

/** A live count never resets, so waiting for it is longest of all. */
function longerWait(longest: Denial | undefined, denial: Denial): Denial {
  if (longest === undefined) return denial;
  const [a, b] = [longest, denial].map(({ line }) => line.resetAt ?? Number.POSITIVE_INFINITY);
  return (b ?? 0) > (a ?? 0) ? denial : longest;
}
