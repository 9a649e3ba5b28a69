import type { FoundCounters } from "./counter.ts";
import type { Charge } from "./entry.ts";

/** Which side of a quota a limit stands on. */
export type QuotaSide = "user" | "group";

/** One counter that a call would raise, and how far it may rise. It says the same to everybody with the same limits. */
export interface ClaimLine {
  readonly side: QuotaSide;
  /** The group whose limit it is; 0 for a user's own. */
  readonly gid: number;
  /** A single quota, e.g. `api_requests_daily`. */
  readonly quota: string;
  /** First second of the window that holds the decision's instant. */
  readonly windowStart: number;
  /** Unix seconds at which the window ends; null for a live count. */
  readonly resetAt: number | null;
  readonly cost: number;
  readonly allowed: number;
}

/** What a call asks for: every line, or nothing. */
export interface Claim {
  readonly uid: number;
  /** The group in whose usage the call shows; 0 for none. */
  readonly gid: number;
  /** The instant of the decision, in unix seconds. */
  readonly at: number;
  /** What is charged at most, as it will be journalled. */
  readonly charges: readonly Charge[];
  /** The limited counters that the charges raise; what has no limit has no line. */
  readonly lines: readonly ClaimLine[];
  /** Where the ledger keeps what it has found for the lines. */
  found?: FoundCounters;
}

/** Where the limits of a claim stand once it was decided. */
export interface LimitStates {
  readonly lines: readonly ClaimLine[];
  /** Of each line, what calls under way hold included. */
  readonly used: readonly number[];
}

/** A limit that forbids a call. */
export interface Denial {
  readonly line: ClaimLine;
  readonly used: number;
}

/** Admitted with units held, or refused with the limit that keeps the caller waiting longest. */
export type Decision =
  | { readonly ok: true; readonly reservation: Reservation; readonly limits: LimitStates }
  | { readonly ok: false; readonly denial: Denial; readonly limits: LimitStates };

/** Units held until the call is settled or released; one of them happens, once. */
export interface Reservation {
  readonly claim: Claim;
  /** Unix seconds. */
  readonly heldAt: number;
}
