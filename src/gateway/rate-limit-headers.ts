import type { LimitState } from "../ledger/claim.ts";

/**
 * `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers) as names and values in turn: of
 * each quota the side, user or group, of which less is left. Empty when nothing is limited.
 */
export function rateLimitHeaders(limits: readonly LimitState[], nowSeconds: number): readonly string[] {
  let policies = "";
  let states = "";
  for (let index = 0; index < limits.length; index += 1) {
    const limit = limits[index];
    if (limit === undefined || isLooser(limit, index, limits)) continue;
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
  const left = leftOf(limit);
  for (let otherIndex = 0; otherIndex < limits.length; otherIndex += 1) {
    const other = limits[otherIndex];
    if (other === undefined || otherIndex === index || other.quota !== limit.quota) continue;
    const otherLeft = leftOf(other);
    if (otherLeft < left || (otherLeft === left && otherIndex < index)) return true;
  }
  return false;
}

function leftOf({ allowed, used }: LimitState): number {
  return Math.max(0, allowed - used);
}
