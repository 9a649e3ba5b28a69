import { type Clock, nowSeconds } from "../base/clock.ts";
import { AccessError } from "../model/errors.ts";
import type { QuotaUse } from "../model/quotas.ts";
import { groupsUse, usersUse } from "../store/counters.ts";
import type { Db } from "../store/database.ts";
import type { Store } from "../store/store.ts";
import type { Claim, ClaimLine, Decision, LimitState, QuotaSide, Reservation } from "./claim.ts";
import type { Counter } from "./counter-book.ts";
import type { Charge, KeyUse } from "./entry.ts";
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

interface Wanted {
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
  /** With the counters that hold their units; oldest first. */
  readonly #held = new Map<Reservation, readonly Counter[]>();
  /** Claims that are alike share their lines, whose counters need not be looked up again. */
  readonly #counters = new WeakMap<readonly ClaimLine[], readonly Counter[]>();
  readonly #expired = new WeakSet<Reservation>();
  #wanted: Wanted[] = [];

  constructor(store: Store, ledger: Ledger, clock: Clock) {
    this.#store = store;
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /** All lines or none. Raises TransientError when the counters cannot be read. */
  async reserve(claim: Claim): Promise<Decision> {
    this.#expire();
    for (;;) {
      const counters = this.#countersOf(claim.lines);
      if (counters.every(isKnown)) return this.#decide(claim, counters);
      const unknown = claim.lines.filter((_line, index) => counters[index]?.used === undefined);
      await this.#load(claim.at, unknown);
    }
  }

  /** Resolves when the call is journalled; raises TransientError when it cannot be, and then it costs nothing. */
  async settle(reservation: Reservation, { bucket, charges, keyUse }: Settlement): Promise<void> {
    if (!this.#drop(reservation)) this.#drop(await this.#heldAgain(reservation));
    const { uid, gid, at } = reservation.claim;
    await this.#ledger.record({ uid, gid, at, bucket, charges, ...(keyUse && { keyUse }) });
  }

  /** Gives everything back. Nothing was journalled. A second time, or once it has expired, it does nothing. */
  release(reservation: Reservation): void {
    if (!this.#drop(reservation)) this.#expired.delete(reservation);
  }

  #decide(claim: Claim, counters: readonly Counter[]): Decision {
    const limits: (LimitState & { used: number })[] = [];
    let denial: LimitState | undefined;
    for (const [index, line] of claim.lines.entries()) {
      const state = stateOf(line, counters[index]);
      if (state.used + state.cost > state.allowed) denial = longerWait(denial, state);
      limits.push(state);
    }
    if (denial !== undefined) return { ok: false, denial, limits };
    for (const [index, state] of limits.entries()) {
      const counter = counters[index];
      if (counter !== undefined) counter.held += state.cost;
      state.used += state.cost;
    }
    const reservation: Reservation = { claim, heldAt: nowSeconds(this.#clock) };
    this.#held.set(reservation, counters);
    return { ok: true, reservation, limits };
  }

  /** For a call that took so long that somebody else may have its units; raises TransientError when he has. */
  async #heldAgain(expired: Reservation): Promise<Reservation> {
    if (!this.#expired.delete(expired)) throw new Error("A reservation can be settled or released only once");
    const decision = await this.reserve(expired.claim);
    if (decision.ok) return decision.reservation;
    throw new AccessError(
      "TransientError",
      "The call took too long, and its quota is used up now; try later",
    );
  }

  /** Whether it was still held. */
  #drop(reservation: Reservation): boolean {
    const counters = this.#held.get(reservation);
    if (counters === undefined) return false;
    this.#held.delete(reservation);
    for (const [index, line] of reservation.claim.lines.entries()) {
      const counter = counters[index];
      if (counter !== undefined) counter.held -= line.cost;
    }
    return true;
  }

  #expire(): void {
    const horizon = nowSeconds(this.#clock) - RESERVATION_SECONDS_MAX;
    for (const reservation of this.#held.keys()) {
      if (reservation.heldAt > horizon) return;
      this.#drop(reservation);
      this.#expired.add(reservation);
    }
  }

  #countersOf(lines: readonly ClaimLine[]): readonly Counter[] {
    const known = this.#counters.get(lines);
    if (known !== undefined && !known.some(isForgotten)) return known;
    const counters = lines.map((line) => this.#counterOf(line));
    this.#counters.set(lines, counters);
    return counters;
  }

  #counterOf({ side, subjectId, quota, windowStart }: ClaimLine): Counter {
    return this.#ledger.book.at(side, subjectId, quota, windowStart);
  }

  /** Callers that want counters at the same time are served by one reading. */
  #load(at: number, lines: readonly ClaimLine[]): Promise<void> {
    const loaded = Promise.withResolvers<void>();
    this.#wanted.push({ at, lines, loaded });
    if (this.#wanted.length === 1) void this.#loadWanted();
    return loaded.promise;
  }

  async #loadWanted(): Promise<void> {
    await this.#ledger.betweenCommits(async (open) => {
      const wanted = this.#wanted;
      this.#wanted = [];
      try {
        await this.#read(wanted, open);
        for (const { loaded } of wanted) loaded.resolve();
      } catch (error) {
        for (const { loaded } of wanted) loaded.reject(error);
      }
    });
  }

  async #read(
    wanted: readonly Wanted[],
    open: Parameters<Parameters<Ledger["betweenCommits"]>[0]>[0],
  ): Promise<void> {
    await this.#ledger.requireNoDoubt();
    for (const [at, same] of Map.groupBy(wanted, (one) => one.at)) {
      const lines = same.flatMap((one) => one.lines);
      const used = await this.#store.read(async (db) => ({
        user: await usedBy(db, usersUse, lines, "user", at),
        group: await usedBy(db, groupsUse, lines, "group", at),
      }));
      for (const line of lines) {
        const { side, subjectId, quota, windowStart } = line;
        const committed = used[side].get(subjectId)?.get(quota) ?? 0;
        this.#counterOf(line).used = committed + open().usedOf(side, subjectId, quota, windowStart);
      }
    }
  }
}

type ReadUses = (db: Db, ids: readonly number[], at: number) => Promise<ReadonlyMap<number, QuotaUse>>;

async function usedBy(db: Db, read: ReadUses, lines: readonly ClaimLine[], side: QuotaSide, at: number) {
  const ids = new Set(lines.filter((line) => line.side === side).map((line) => line.subjectId));
  return ids.size === 0 ? new Map<number, QuotaUse>() : read(db, [...ids], at);
}

function isKnown({ used, isForgotten }: Counter): boolean {
  return used !== undefined && !isForgotten;
}

function isForgotten(counter: Counter): boolean {
  return counter.isForgotten;
}

function stateOf(line: ClaimLine, counter: Counter | undefined): LimitState & { used: number } {
  const { side, subjectId, quota, windowStart, resetAt, cost, allowed } = line;
  const used = (counter?.used ?? 0) + (counter?.held ?? 0);
  return { side, subjectId, quota, windowStart, resetAt, cost, allowed, used };
}

/** A live count never resets, so waiting for it is longest of all. */
function longerWait(longest: LimitState | undefined, state: LimitState): LimitState {
  if (longest === undefined) return state;
  const [a, b] = [longest.resetAt ?? Number.POSITIVE_INFINITY, state.resetAt ?? Number.POSITIVE_INFINITY];
  return b > a ? state : longest;
}
