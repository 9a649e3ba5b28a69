import { utcMinute } from "../base/clock.ts";
import type { Claim } from "../ledger/claim.ts";
import type { Charge } from "../ledger/entry.ts";
import type { QuotaLimits } from "../model/quotas.ts";

/** Prices at which one key is used within a minute; more are worked out again. */
const PRICES_MAX = 16;

/** What was set for the two sides; an empty map where nothing was. */
export interface ClaimLimits {
  readonly user: QuotaLimits;
  readonly group: QuotaLimits;
}

interface Remembered {
  readonly charges: readonly Charge[];
  readonly userLimits: QuotaLimits;
  readonly groupLimits: QuotaLimits;
  readonly isOperator: boolean;
  /** No window is shorter, so that within one minute nothing of a claim changes but its instant. */
  readonly minute: number;
  claim: Claim;
}

/**
 * The claims of one key, worked out once for the calls of a minute that are alike. Everything that a claim
 * is made of is compared as an object: whatever was read anew is another one, the owner with this memory too.
 */
export class ClaimMemory {
  #known: readonly Remembered[] = [];

  recall(
    charges: readonly Charge[],
    limits: ClaimLimits,
    isOperator: boolean,
    at: number,
  ): Claim | undefined {
    for (const one of this.#known) {
      if (one.charges !== charges || one.minute !== utcMinute(at)) continue;
      if (one.isOperator !== isOperator) continue;
      if (one.userLimits !== limits.user || one.groupLimits !== limits.group) continue;
      if (one.claim.at !== at) one.claim = { ...one.claim, at };
      return one.claim;
    }
    return undefined;
  }

  /** Takes the place of what was remembered of the same price. */
  remember(charges: readonly Charge[], limits: ClaimLimits, isOperator: boolean, claim: Claim): void {
    const others = this.#known.filter((one) => one.charges !== charges).slice(1 - PRICES_MAX);
    const { user: userLimits, group: groupLimits } = limits;
    const minute = utcMinute(claim.at);
    this.#known = [...others, { charges, userLimits, groupLimits, isOperator, minute, claim }];
  }
}
