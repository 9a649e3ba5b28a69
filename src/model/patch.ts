import { isDeepStrictEqual } from "node:util";
import { invalidArgument } from "./errors.ts";
import { quote } from "./quote.ts";

const TEXT_LENGTH_MAX = 512;
const PREFERENCES_JSON_LENGTH_MAX = 65_536;
const DEPTH_MAX = 16;

export type JsonObject = Readonly<Record<string, unknown>>;

/** Attributes of a PATCH body that would really change something, by name. */
export function changedAttributes(patch: JsonObject, current: JsonObject): [name: string, value: unknown][] {
  return Object.entries(patch).filter(([name, value]) => !isDeepStrictEqual(value, current[name]));
}

/** Raises InvalidArgumentError unless the value is a short text without control characters. */
export function parseText(name: string, value: unknown): string {
  if (typeof value !== "string") throw invalidArgument(`Attribute ${quote(name)} must be a string`);
  if (value.length > TEXT_LENGTH_MAX) {
    throw invalidArgument(`Attribute ${quote(name)} must have at most ${TEXT_LENGTH_MAX} characters`);
  }
  if (/\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(value)) {
    throw invalidArgument(`Attribute ${quote(name)} must not contain control characters`);
  }
  // A lone surrogate cannot be stored as UTF-8.
  if (!value.isWellFormed()) throw invalidArgument(`Attribute ${quote(name)} is not well-formed Unicode`);
  return value;
}

/** Raises InvalidArgumentError unless the value is an object, not too deep. */
export function parseObject(name: string, value: unknown): JsonObject {
  if (!isObject(value)) throw invalidArgument(`Attribute ${quote(name)} must be an object`);
  if (isDeeperThan(value, DEPTH_MAX)) {
    throw invalidArgument(`Attribute ${quote(name)} must not nest deeper than ${DEPTH_MAX} levels`);
  }
  return value;
}

/** Merges a partial dictionary into the current one; a null value removes its key, as in RFC 7396. */
export function mergePreferences(current: JsonObject, patch: unknown): JsonObject {
  const merged = merge(current, parseObject("preferences", patch));
  const text = JSON.stringify(merged);
  if (text.length > PREFERENCES_JSON_LENGTH_MAX) {
    throw invalidArgument(
      `Attribute "preferences" must have at most ${PREFERENCES_JSON_LENGTH_MAX} characters as JSON`,
    );
  }
  if (!text.isWellFormed() || text.includes("\\u0000") || /\\ud[89a-f]/i.test(text)) {
    throw invalidArgument(`Attribute "preferences" is not well-formed Unicode`);
  }
  return merged;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function merge(current: JsonObject, patch: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...current };
  for (const [key, value] of Object.entries(patch)) {
    const before = merged[key];
    if (value === null) delete merged[key];
    else merged[key] = isObject(value) ? merge(isObject(before) ? before : {}, value) : value;
  }
  return merged;
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((child) => isDeeperThan(child, levels - 1));
}
