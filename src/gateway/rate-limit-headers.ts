import type { LimitState } from "../ledger/claim.ts";

/**
 * `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers) as names and values in turn: of
 * each quota the side, user or group, of which less is left. Empty when nothing is limited.
 */
export function rateLimitHeaders(limits: readonly LimitState[], nowSeconds: number): readonly string[] {
  let policies = "";
  let states = "";
  for (const [index, limit] of limits.entries()) {
    if (isLooser(limit, index, limits)) continue;
    const separator = policies === "" ? "" : ", ";
    const { quota, side, windowStart, resetAt } = limit;
    const window = resetAt === null ? "" : `;w=${resetAt - windowStart}`;
    const reset = resetAt === null ? "" : `;t=${Math.max(0, resetAt - nowSeconds)}`;
    policies += `${separator}"${quota}";q=${limit.allowed}${window};side=${side}`;
    states += `${separator}"${quota}";r=${leftOf(limit)}${reset}`;
  }
  return policies === "" ? [] : ["RateLimit-Policy", policies, "RateLimit", states];
}

/** Whether the other side of the same quota is the one that will run out; of equals the first is shown. */
function isLooser(limit: LimitState, index: number, limits: readonly LimitState[]): boolean {
  for (const [otherIndex, other] of limits.entries()) {
    if (otherIndex === index || other.quota !== limit.quota) continue;
    const [left, otherLeft] = [leftOf(limit), leftOf(other)];
    if (otherLeft < left || (otherLeft === left && otherIndex < index)) return true;
  }
  return false;
}

function leftOf({ allowed, used }: LimitState): number {
  return Math.max(0, allowed - used);
}
