import type { Claim, Reservation } from "./claim.ts";
import type { FoundCounters } from "./counter.ts";

/** Settled, released or expired. */
const NOWHERE = -1;

class Held implements Reservation {
  readonly claim: Claim;
  readonly found: FoundCounters;
  readonly heldAt: number;
  place: number;
  isExpired = false;

  constructor(claim: Claim, found: FoundCounters, place: number) {
    this.claim = claim;
    this.found = found;
    this.heldAt = claim.at;
    this.place = place;
  }
}

/**
 * The units of calls that are under way. Each call knows its place in a list, and the last one takes the
 * place of one that is dropped: a Map that is filled and emptied by every call leaves its tables behind as garbage.
 */
export class HeldReservations {
  readonly #held: Held[] = [];

  /** Holds what the claim costs. */
  add(claim: Claim, found: FoundCounters): Reservation {
    const held = new Held(claim, found, this.#held.length);
    addToHeld(held, 1);
    this.#held.push(held);
    return held;
  }

  /** Gives the units back; returns their counters, undefined when they were not held any more. */
  drop(reservation: Reservation): FoundCounters | undefined {
    const held = ours(reservation);
    if (held.place === NOWHERE) return undefined;
    const last = this.#held.pop();
    if (last !== undefined && last !== held) {
      last.place = held.place;
      this.#held[held.place] = last;
    }
    held.place = NOWHERE;
    addToHeld(held, -1);
    return held.found;
  }

  /** Drops those that were held at or before an instant; they can be asked for once with `takeExpired`. */
  expire(atSeconds: number): void {
    for (const held of this.#held.filter(({ heldAt }) => heldAt <= atSeconds)) {
      this.drop(held);
      held.isExpired = true;
    }
  }

  /** Whether it has expired, and nobody has heard of that. */
  takeExpired(reservation: Reservation): boolean {
    const held = ours(reservation);
    const { isExpired } = held;
    held.isExpired = false;
    return isExpired;
  }
}

function addToHeld({ claim: { lines }, found: { counters } }: Held, sign: 1 | -1): void {
  for (let index = 0; index < counters.length; index += 1) {
    const counter = counters[index];
    if (counter !== undefined) counter.held += sign * (lines[index]?.cost ?? 0);
  }
}

function ours(reservation: Reservation): Held {
  if (reservation instanceof Held) return reservation;
  throw new Error("The ledger has not made this reservation");
}
