import { utcMinute } from "../base/clock.ts";
import type { Claim } from "../ledger/claim.ts";
import type { Charge } from "../ledger/entry.ts";
import type { User } from "../model/user.ts";
import type { Actor } from "./actor.ts";
import { type ClaimLimits, claimOf } from "./claims.ts";

/** Prices at which one user calls within a minute; more are worked out again. */
const PRICES_MAX = 16;

interface Remembered {
  readonly charges: readonly Charge[];
  readonly limits: ClaimLimits;
  readonly isOperator: boolean;
  /** No window is shorter, so that within one minute nothing of a claim changes but its instant. */
  readonly minute: number;
  claim: Claim;
}

/**
 * Claims, worked out once for the calls of a minute that are alike. Everything that a claim is made of is
 * compared as an object: whatever was read anew is another one.
 */
export class ClaimMemory {
  readonly #byUser = new WeakMap<User, Remembered[]>();

  /** Raises what claimOf raises. */
  claimOf(actor: Actor, charges: readonly Charge[], limits: ClaimLimits, at: number): Claim {
    const known = this.#of(actor.user);
    const minute = utcMinute(at);
    for (let index = 0; index < known.length; index += 1) {
      const one = known[index];
      if (one?.charges !== charges) continue;
      if (one.minute === minute && one.isOperator === actor.isOperator && areSame(one.limits, limits)) {
        if (one.claim.at !== at) one.claim = { ...one.claim, at };
        return one.claim;
      }
      known.splice(index, 1);
      break;
    }
    const claim = claimOf(actor, charges, limits, at);
    if (known.length >= PRICES_MAX) known.shift();
    known.push({ charges, limits, isOperator: actor.isOperator, minute, claim });
    return claim;
  }

  #of(user: User): Remembered[] {
    const known = this.#byUser.get(user);
    if (known !== undefined) return known;
    const none: Remembered[] = [];
    this.#byUser.set(user, none);
    return none;
  }
}

function areSame(one: ClaimLimits, other: ClaimLimits): boolean {
  return one.user === other.user && one.group === other.group;
}
