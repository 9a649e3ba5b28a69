import { toRfc3339 } from "../base/clock.ts";
import type { ApiKey } from "./api-key.ts";
import { invalidArgument } from "./errors.ts";
import { isObject, type JsonObject } from "./patch.ts";
import { DAY_SECONDS } from "./quotas.ts";
import { quote } from "./quote.ts";

/** What a group asks of its members' keys, under the names on the wire. An empty one asks nothing. */
export interface KeyPolicy {
  /** A key is refused once it is older. */
  readonly maximum_age_days?: number;
  readonly expiration_required?: boolean;
  readonly allowed_addresses_required?: boolean;
}

const AGE_DAYS_MAX = 3650;
/** How long a key is good where it must expire and nobody says when. */
const EXPIRY_DAYS_DEFAULT = 90;

type KeyTerms = Pick<ApiKey, "createdAt" | "expiresAt" | "allowedAddresses">;

/** Merges a PATCH into the policy; null takes a demand away. Raises InvalidArgumentError that names the member. */
export function mergeKeyPolicy(current: KeyPolicy, patch: unknown): KeyPolicy {
  if (!isObject(patch)) throw invalidArgument(`Attribute "key_policy" must be an object`);
  const merged: Record<string, unknown> = { ...current };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null || value === false) delete merged[name];
    else merged[name] = parseDemand(name, value);
  }
  return merged;
}

/** The second from which a key is refused for its age, or because it expires; null: never. */
export function refusedFrom({ createdAt, expiresAt }: KeyTerms, policy: KeyPolicy): number | null {
  const { maximum_age_days: days } = policy;
  if (days === undefined) return expiresAt;
  return Math.min(createdAt + days * DAY_SECONDS, expiresAt ?? Number.POSITIVE_INFINITY);
}

/** What is wrong with a key at any time by the policy of its owner's group; undefined when nothing is. */
export function problemOf(key: KeyTerms, policy: KeyPolicy): string | undefined {
  if (policy.expiration_required && refusedFrom(key, policy) === null) {
    return "keys of this group must expire, and this one does not";
  }
  if (policy.allowed_addresses_required && key.allowedAddresses.length === 0) {
    return "keys of this group must be bound to addresses, and this one is not";
  }
  return undefined;
}

/** The expiry of a new key of which nobody has said when it expires, or that takes over another's. */
export function expiryWithin(policy: KeyPolicy, expiresAt: number | null, nowSeconds: number): number | null {
  const { maximum_age_days: days } = policy;
  if (days !== undefined) {
    return Math.min(nowSeconds + days * DAY_SECONDS, expiresAt ?? Number.POSITIVE_INFINITY);
  }
  if (policy.expiration_required && expiresAt === null) return nowSeconds + EXPIRY_DAYS_DEFAULT * DAY_SECONDS;
  return expiresAt;
}

/** What somebody wants of a key that was made at `createdAt`; what he does not mention is absent. */
export interface WantedTerms {
  readonly createdAt: number;
  readonly expiresAt?: number | null;
  readonly allowedAddresses?: readonly string[];
}

/** Raises InvalidArgumentError when the policy does not allow what is wanted; the sentence says what it allows. */
export function requireWithinPolicy(policy: KeyPolicy, wanted: WantedTerms): void {
  const { createdAt, expiresAt, allowedAddresses } = wanted;
  const { maximum_age_days: days } = policy;
  if (expiresAt === null && (policy.expiration_required || days !== undefined)) {
    throw invalidArgument(`Keys of this group must expire; give "expiration_date" a time`);
  }
  const last = days === undefined ? Number.POSITIVE_INFINITY : createdAt + days * DAY_SECONDS;
  if (typeof expiresAt === "number" && expiresAt > last) {
    throw invalidArgument(
      `Keys of this group are good for ${days} days at most; "expiration_date" can be ${toRfc3339(last * 1000)} (${last}) at the latest`,
    );
  }
  if (policy.allowed_addresses_required && allowedAddresses?.length === 0) {
    throw invalidArgument(`Keys of this group must be bound to addresses; name them in "allowed_addresses"`);
  }
}

/** What was stored. */
export function keyPolicyOf(attributes: JsonObject): KeyPolicy {
  return (attributes.key_policy ?? NO_POLICY) as KeyPolicy;
}

export const NO_POLICY: KeyPolicy = {};

function parseDemand(name: string, value: unknown): unknown {
  switch (name) {
    case "maximum_age_days":
      if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= AGE_DAYS_MAX) return value;
      throw invalidArgument(
        `"maximum_age_days" of "key_policy" must be a whole number from 1 to ${AGE_DAYS_MAX}, or null for no limit`,
      );
    case "expiration_required":
    case "allowed_addresses_required":
      if (value === true) return value;
      throw invalidArgument(`${quote(name)} of "key_policy" must be true or false`);
    default:
      throw invalidArgument(
        `"key_policy" has no ${quote(name)}; use maximum_age_days, expiration_required, allowed_addresses_required`,
      );
  }
}
