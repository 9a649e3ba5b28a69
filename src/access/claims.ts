import { utcMinute } from "../base/clock.ts";
import type { Claim, ClaimLine, QuotaSide } from "../ledger/claim.ts";
import type { Charge } from "../ledger/entry.ts";
import { forbidden } from "../model/errors.ts";
import {
  allowedOf,
  currentWindows,
  isNoCap,
  payerOf,
  type QuotaLimits,
  quotasOfCharge,
  windowOf,
  windowReset,
} from "../model/quotas.ts";
import type { User } from "../model/user.ts";
import type { Actor } from "./actor.ts";
import type { ClaimLimits } from "./claim-memory.ts";

/** Charges of one price and payer as one object, whoever calls: the ledger adds up fastest what is the same. */
const paidCharges = new WeakMap<readonly Charge[], Map<string, readonly PaidCharge[]>>();

/** A line before it is known when. */
type Limited = Omit<ClaimLine, "windowStart" | "resetAt">;

const LINES_MAX = 1000;
const knownLines = new Map<string, readonly ClaimLine[]>();

/** Lines that are alike are one object, whoever is limited so: those of ten thousand members say the same. */
function linesOf(limited: readonly Limited[], at: number): readonly ClaimLine[] {
  const text = limited.map(
    ({ side, gid, quota, cost, allowed }) => `${side} ${gid} ${quota} ${cost} ${allowed}`,
  );
  const key = `${utcMinute(at)} ${text}`;
  const known = knownLines.get(key);
  if (known !== undefined) return known;
  const windows = currentWindows(at);
  const lines = limited.map(({ side, gid, quota, cost, allowed }) => {
    const window = windowOf(quota);
    return {
      side,
      gid,
      quota,
      windowStart: windows[window],
      resetAt: windowReset(window, at),
      cost,
      allowed,
    };
  });
  if (knownLines.size >= LINES_MAX) knownLines.clear();
  knownLines.set(key, lines);
  return lines;
}

type PaidCharge = Charge & { readonly gid: number };

/** The charges with the groups that pay them. */
export function paidBy(user: User, charges: readonly Charge[]): readonly PaidCharge[] {
  const payers = charges.map(({ quota }) => payerGid(user, quota));
  const key = payers.join(" ");
  const known = paidCharges.get(charges) ?? new Map<string, readonly PaidCharge[]>();
  paidCharges.set(charges, known);
  const paid =
    known.get(key) ?? charges.map(({ quota, cost }, at) => ({ quota, cost, gid: payers[at] ?? 0 }));
  known.set(key, paid);
  return paid;
}

/**
 * The claim of a call: a line for every limit of the user and of the group that pays. Raises
 * ForbiddenError when nobody pays: the caller is in no group and no operator gave him limits of his own.
 */
export function claimOf(actor: Actor, charges: readonly Charge[], limits: ClaimLimits, at: number): Claim {
  const { user } = actor;
  const paid = paidBy(user, charges);
  const limited: Limited[] = [];
  for (const { quota: charged, cost, gid } of paid) {
    for (const quota of quotasOfCharge(charged)) {
      const add = (side: QuotaSide, payer: number, allowed: number | undefined): void => {
        if (allowed !== undefined && !isNoCap(quota, allowed))
          limited.push({ side, gid: payer, quota, cost, allowed });
      };
      add("user", 0, userAllowed(actor, quota, gid, limits.user));
      if (gid !== 0) add("group", gid, allowedOf(limits.group, quota));
    }
  }
  const lines = linesOf(limited, at);
  return { uid: user.uid, gid: payerGid(user, "api_requests_daily"), at, charges: paid, lines };
}

/** The group in whose usage a quota's consumption shows; 0 for none. A member's own group is all there is. */
export function payerGid({ membership }: User, quota: string): number {
  if (membership === null) return 0;
  return membership.quotaGroups[payerOf(quota)] === null ? 0 : membership.gid;
}

/**
 * How much of a quota the user may spend himself; undefined: only the group's allowance counts. A 0 beside
 * a paying group means no personal entitlement, except for requests, where somebody has set it to block.
 * Source: captured `overall_quotas` answers, where `used` exceeds an `allowed` of 0.
 */
function userAllowed(actor: Actor, quota: string, gid: number, limits: QuotaLimits): number | undefined {
  const own = limits.get(quota);
  if (gid === 0) {
    if (own !== undefined || actor.isOperator) return allowedOf(limits, quota);
    throw forbidden(
      "Nobody pays for your calls: you are in no group. Ask an administrator to add you to one",
    );
  }
  return own === 0 && !quota.startsWith("api_requests_") ? undefined : own;
}
