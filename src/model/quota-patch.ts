import { invalidArgument } from "./errors.ts";
import { isObject } from "./patch.ts";
import { allowedOf, isQuotaName, QUOTA_MAX, type Quota, type QuotaLimits, type QuotaUse } from "./quotas.ts";
import { quote } from "./quote.ts";

/** By quota name, as user and group objects show them. */
export type QuotaAttribute = Readonly<Record<string, Quota>>;

const QUOTAS_PER_PATCH_MAX = 100;

/**
 * The limits that a PATCH of the attribute `quotas` really changes, by name; null takes a limit away.
 * Only `allowed` can be written; whatever else a client read and sends back is ignored. Raises
 * InvalidArgumentError.
 */
export function parseLimitChanges(
  value: unknown,
  limits: QuotaLimits,
  used: QuotaUse,
): ReadonlyMap<string, number | null> {
  if (!isObject(value)) throw invalidArgument(`Attribute "quotas" must be an object`);
  const entries = Object.entries(value);
  if (entries.length > QUOTAS_PER_PATCH_MAX) {
    throw invalidArgument(`Attribute "quotas" must have at most ${QUOTAS_PER_PATCH_MAX} entries`);
  }
  const changes = new Map<string, number | null>();
  for (const [name, entry] of entries) {
    const allowed = parseEntry(name, entry, used.get(name) ?? 0);
    if (allowed === undefined || allowed === allowedOf(limits, name)) continue;
    if (allowed !== null || limits.has(name)) changes.set(name, allowed);
  }
  return changes;
}

/** What the entry sets; undefined when it sets nothing. */
function parseEntry(name: string, entry: unknown, used: number): number | null | undefined {
  if (!isQuotaName(name)) {
    throw invalidArgument(
      `Invalid quota name: ${quote(name)}. Use 1 to 64 lower-case letters, digits or "_", beginning with a letter`,
    );
  }
  if (!isObject(entry))
    throw invalidArgument(`Quota ${quote(name)} must be an object such as {"allowed": 1000}`);
  for (const [field, value] of Object.entries(entry)) {
    if (field === "used") requireRead(name, value, "allowed" in entry, used);
    else if (field !== "allowed") {
      throw invalidArgument(`Unknown field ${quote(field)} of quota ${quote(name)}; set "allowed"`);
    }
  }
  const { allowed } = entry;
  if (allowed === undefined || allowed === null) return allowed;
  if (typeof allowed !== "number" || !Number.isInteger(allowed) || allowed < 0 || allowed > QUOTA_MAX) {
    throw invalidArgument(`"allowed" of quota ${quote(name)} must be a whole number from 0 to ${QUOTA_MAX}`);
  }
  return allowed;
}

/**
 * A client that sends the whole object back holds the figure of a moment ago, and calls have been made
 * since; anything else tries to write what only calls can change.
 */
function requireRead(name: string, used: unknown, isSentBack: boolean, current: number): void {
  if (used === current) return;
  if (isSentBack && typeof used === "number" && Number.isInteger(used) && used >= 0 && used < current) return;
  throw invalidArgument(`"used" of quota ${quote(name)} is read-only; leave it out`);
}
