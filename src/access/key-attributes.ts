import { parseAddressList } from "../base/addresses.ts";
import type { ApiKey } from "../model/api-key.ts";
import { forbidden, invalidArgument } from "../model/errors.ts";
import { parseText } from "../model/patch.ts";
import { isUnixSeconds } from "../model/times.ts";
import type { User } from "../model/user.ts";
import type { Actor } from "./actor.ts";

const LABEL_LENGTH_MAX = 100;
const ADDRESSES_MAX = 50;
const ADDRESS_LENGTH_MAX = 64;

/** What a caller may say of a key, as it was sent. */
export interface KeyAttributes {
  readonly label?: string | undefined;
  /** Unix seconds; null or 0: never. */
  readonly expiration_date?: number | null | undefined;
  readonly allowed_addresses?: readonly string[] | undefined;
  readonly read_only?: boolean | undefined;
}

/** What was said, checked; absent members were not mentioned. */
export interface ParsedKeyAttributes {
  readonly label?: string;
  readonly expiresAt?: number | null;
  readonly allowedAddresses?: readonly string[];
  readonly readOnly?: boolean;
}

/** Raises InvalidArgumentError that names the attribute. */
export function parseKeyAttributes(attributes: KeyAttributes, nowSeconds: number): ParsedKeyAttributes {
  const { label, expiration_date, allowed_addresses, read_only } = attributes;
  return {
    ...(label !== undefined && { label: parseLabel(label) }),
    ...(expiration_date !== undefined && { expiresAt: parseExpiration(expiration_date, nowSeconds) }),
    ...(allowed_addresses !== undefined && { allowedAddresses: parseAddresses(allowed_addresses) }),
    ...(read_only !== undefined && { readOnly: read_only }),
  };
}

/**
 * Raises ForbiddenError when a key that expires or is bound to addresses would give its own account one
 * that lasts longer or works from elsewhere: whoever steals a limited key must not make a lasting one of it.
 */
export function requireWithinOwnLimits(
  { key, user }: Actor,
  owner: User,
  { expiresAt, allowedAddresses }: Pick<ParsedKeyAttributes, "expiresAt" | "allowedAddresses">,
): void {
  if (key === undefined || user.uid !== owner.uid) return;
  if (expiresAt !== undefined && isLater(expiresAt, key.expiresAt)) {
    throw forbidden("This API key expires, so it cannot make a key that lasts longer; use another one");
  }
  if (allowedAddresses !== undefined && isWider(allowedAddresses, key.allowedAddresses)) {
    throw forbidden(
      "This API key is bound to addresses, so it cannot make a key that works from others; use another one",
    );
  }
}

/** The limits that a new key has unless told otherwise: those of the key that makes it, within one account. */
export function inheritedLimits(
  { key, user }: Actor,
  owner: User,
): Pick<ApiKey, "expiresAt" | "allowedAddresses"> {
  if (key === undefined || user.uid !== owner.uid) return { expiresAt: null, allowedAddresses: [] };
  return { expiresAt: key.expiresAt, allowedAddresses: key.allowedAddresses };
}

function isLater(expiresAt: number | null, limit: number | null): boolean {
  return limit !== null && (expiresAt === null || expiresAt > limit);
}

function isWider(addresses: readonly string[], limit: readonly string[]): boolean {
  if (limit.length === 0) return false;
  return addresses.length === 0 || addresses.some((address) => !limit.includes(address));
}

function parseLabel(text: string): string {
  const label = parseText("label", text);
  if (label.length > LABEL_LENGTH_MAX) {
    throw invalidArgument(`Attribute "label" must have at most ${LABEL_LENGTH_MAX} characters`);
  }
  return label;
}

function parseExpiration(seconds: number | null, nowSeconds: number): number | null {
  if (seconds === null || seconds === 0) return null;
  if (isUnixSeconds(seconds) && seconds > nowSeconds) return seconds;
  throw invalidArgument(
    `Attribute "expiration_date" must be a future time in unix seconds, or null for a key that does not expire`,
  );
}

function parseAddresses(texts: readonly string[]): readonly string[] {
  if (texts.length > ADDRESSES_MAX) {
    throw invalidArgument(`Attribute "allowed_addresses" must have at most ${ADDRESSES_MAX} entries`);
  }
  if (texts.some((text) => text.length > ADDRESS_LENGTH_MAX)) {
    throw invalidArgument(`Attribute "allowed_addresses" has an entry longer than any address`);
  }
  const parsed = parseAddressList(texts);
  if ("error" in parsed) throw invalidArgument(`Attribute "allowed_addresses": ${parsed.error}`);
  return [...new Set(texts)];
}
