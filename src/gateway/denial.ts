import { toRfc3339 } from "../base/clock.ts";
import type { Denial } from "../ledger/claim.ts";
import { AccessError } from "../model/errors.ts";

/** What a caller without quota is told: which quota, whose, how much of it, and when there is more. */
export function quotaExceeded({ line, used }: Denial, nowSeconds: number): AccessError {
  const { quota, side, allowed, resetAt } = line;
  const whose = side === "user" ? "this user" : "the group of this user";
  const spent = `Quota exceeded: ${quota} of ${whose} allows ${allowed}, of which ${used} are used`;
  if (resetAt === null) return new AccessError("QuotaExceededError", `${spent}; it does not begin again`);
  return new AccessError("QuotaExceededError", `${spent}; it begins again at ${toRfc3339(resetAt * 1000)}`, {
    retryAfterSeconds: Math.max(1, resetAt - nowSeconds),
  });
}
