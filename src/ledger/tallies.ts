import { utcMinute } from "../base/clock.ts";
import type { Charge, Entry } from "./entry.ts";

/** Calls that differ in nothing but who made them, and in their second. */
export interface Tally {
  /** Start of the minute, in unix seconds: no window is shorter, so that all of them count in the same ones. */
  readonly minute: number;
  /** The group that pays; 0 for none. */
  readonly gid: number;
  readonly bucket: string;
  /** Of each entry. */
  readonly calls: number;
  readonly charges: readonly Charge[];
  /** How many entries each user has. */
  readonly byUser: Map<number, number>;
  /** How many they are together. */
  entries: number;
}

/** What one user has of a tally. */
export interface Share {
  readonly tally: Tally;
  readonly entries: number;
}

/** Recorded calls, added up: what is alike is kept once, whatever the number of calls. */
export class Tallies {
  readonly #byGroup = new Map<number, Tally[]>();
  /** Most calls are like the one before. */
  #newest: Tally | undefined;
  #entries = 0;
  #size = 0;

  /** How many entries were added. */
  get entries(): number {
    return this.#entries;
  }

  /** How many shares they are. */
  get size(): number {
    return this.#size;
  }

  add(entry: Entry, atSeconds: number): void {
    const { uid, gid, bucket, calls = 1, charges = FREE } = entry;
    this.#add(this.#of(utcMinute(atSeconds), gid, bucket, calls, charges), uid, 1);
  }

  addAll(others: Tallies): void {
    for (const { minute, gid, bucket, calls, charges, byUser } of others) {
      const tally = this.#of(minute, gid, bucket, calls, charges);
      for (const [uid, entries] of byUser) this.#add(tally, uid, entries);
    }
  }

  /** What each user has. */
  shares(): ReadonlyMap<number, readonly Share[]> {
    const shares = new Map<number, Share[]>();
    for (const tally of this) {
      for (const [uid, entries] of tally.byUser) {
        const own = shares.get(uid);
        if (own === undefined) shares.set(uid, [{ tally, entries }]);
        else own.push({ tally, entries });
      }
    }
    return shares;
  }

  /** Takes out what a user has. */
  remove(uid: number, shares: readonly Share[]): void {
    for (const { tally, entries } of shares) {
      tally.byUser.delete(uid);
      tally.entries -= entries;
      this.#entries -= entries;
      this.#size -= 1;
    }
  }

  *[Symbol.iterator](): Generator<Tally, void, undefined> {
    for (const tallies of this.#byGroup.values()) yield* tallies;
  }

  #add(tally: Tally, uid: number, entries: number): void {
    const known = tally.byUser.get(uid);
    if (known === undefined) this.#size += 1;
    tally.byUser.set(uid, (known ?? 0) + entries);
    tally.entries += entries;
    this.#entries += entries;
  }

  #of(minute: number, gid: number, bucket: string, calls: number, charges: readonly Charge[]): Tally {
    const isAlike = (one: Tally): boolean =>
      one.charges === charges &&
      one.bucket === bucket &&
      one.minute === minute &&
      one.gid === gid &&
      one.calls === calls;
    if (this.#newest !== undefined && isAlike(this.#newest)) return this.#newest;
    const known = this.#byGroup.get(gid);
    let tally = known?.find(isAlike);
    if (tally === undefined) {
      tally = { minute, gid, bucket, calls, charges, byUser: new Map(), entries: 0 };
      if (known === undefined) this.#byGroup.set(gid, [tally]);
      else known.push(tally);
    }
    this.#newest = tally;
    return tally;
  }
}

const FREE: readonly Charge[] = [];
