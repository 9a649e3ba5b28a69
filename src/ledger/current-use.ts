import { currentWindows, type QuotaUse, windowOf } from "../model/quotas.ts";
import type { UseByWindow } from "./counts.ts";

/** What was used in the current windows: what the tables hold and what is still in the journal's tail. */
export function currentUse(
  stored: ReadonlyMap<number, QuotaUse>,
  tail: ReadonlyMap<number, UseByWindow>,
  nowSeconds: number,
): ReadonlyMap<number, QuotaUse> {
  if (tail.size === 0) return stored;
  const windows = currentWindows(nowSeconds);
  const current = new Map(stored);
  for (const [id, uses] of tail) {
    const own = new Map(current.get(id));
    for (const [quota, byWindow] of uses) {
      const used = byWindow.get(windows[windowOf(quota)]);
      if (used !== undefined) own.set(quota, (own.get(quota) ?? 0) + used);
    }
    if (own.size > 0) current.set(id, own);
  }
  return current;
}
