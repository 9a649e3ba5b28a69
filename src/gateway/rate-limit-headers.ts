import type { ClaimLine, LimitStates } from "../ledger/claim.ts";

/** One quota of a claim: the text of each side's limit, of which the one is shown that runs out first. */
interface QuotaTexts {
  readonly sides: readonly { readonly index: number; readonly allowed: number; readonly policy: string }[];
  /** What stands before the number of what is left. */
  readonly state: string;
  readonly resetAt: number | null;
}

/** Claims that are alike share their lines. */
const textsOfLines = new WeakMap<readonly ClaimLine[], readonly QuotaTexts[]>();

/**
 * `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers) as names and values in turn: of
 * each quota the side, user or group, of which less is left. Empty when nothing is limited.
 */
export function rateLimitHeaders({ lines, used }: LimitStates, nowSeconds: number): readonly string[] {
  let policies = "";
  let states = "";
  for (const { sides, state, resetAt } of textsOf(lines)) {
    let left = Number.POSITIVE_INFINITY;
    let tightest = "";
    for (const { index, allowed, policy } of sides) {
      const leftOfSide = Math.max(0, allowed - (used[index] ?? 0));
      // Of equals the first is shown.
      if (leftOfSide >= left) continue;
      left = leftOfSide;
      tightest = policy;
    }
    const separator = policies === "" ? "" : ", ";
    policies += separator + tightest;
    states += `${separator}${state}${left}`;
    if (resetAt !== null) states += `;t=${Math.max(0, resetAt - nowSeconds)}`;
  }
  return policies === "" ? [] : ["RateLimit-Policy", policies, "RateLimit", states];
}

function textsOf(lines: readonly ClaimLine[]): readonly QuotaTexts[] {
  const known = textsOfLines.get(lines);
  if (known !== undefined) return known;
  const byQuota = Map.groupBy(
    lines.map((line, index) => ({ ...line, index })),
    ({ quota }) => quota,
  );
  const texts = [...byQuota].map(([quota, same]) => ({
    sides: same.map(({ index, allowed, side, resetAt, windowStart }) => {
      const window = resetAt === null ? "" : `;w=${resetAt - windowStart}`;
      return { index, allowed, policy: `"${quota}";q=${allowed}${window};side=${side}` };
    }),
    state: `"${quota}";r=`,
    resetAt: same[0]?.resetAt ?? null,
  }));
  textsOfLines.set(lines, texts);
  return texts;
}
