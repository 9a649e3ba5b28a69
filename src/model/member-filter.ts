import { invalidArgument } from "./errors.ts";
import { parseFilterTerms, unknownModifier } from "./filter-terms.ts";
import { quote } from "./quote.ts";
import type { AccountStatus } from "./user.ts";

/** Terms that a member must satisfy, all of them. */
export type MemberFilter = readonly MemberTerm[];

export type MemberTerm =
  | { readonly field: "2fa_enabled"; readonly value: boolean }
  | { readonly field: "status"; readonly value: AccountStatus }
  /** Public id of the paying group, exactly. */
  | { readonly field: "api_quota_group"; readonly value: string }
  /**
   * Anywhere in it, whatever the case. `text` looks in the username, the address and both names,
   * `public_text` not in the address.
   */
  | { readonly field: "email" | "username" | "text" | "public_text"; readonly value: string }
  /** Whole words, whatever the case. */
  | { readonly field: "first_name" | "last_name"; readonly words: readonly string[] };

const MODIFIERS = [
  "2fa_enabled",
  "api_quota_group",
  "email",
  "first_name",
  "last_name",
  "status",
  "username",
] as const;

/**
 * Parses `filter=` of a member list, e.g. `2fa_enabled:false AND last_name:"de la Cruz"`; raises
 * InvalidArgumentError. Source: https://docs.virustotal.com/docs/user-searching
 */
export function parseMemberFilter(filter: string): MemberFilter {
  return parseFilterTerms(filter).map(({ modifier, value }) => parseTerm(modifier, value));
}

function parseTerm(modifier: string | null, value: string): MemberTerm {
  if (modifier === null) return { field: "text", value };
  const field = MODIFIERS.find((known) => known === modifier);
  switch (field) {
    case undefined:
      return unknownModifier(modifier, MODIFIERS);
    case "2fa_enabled":
      if (value === "true" || value === "false") return { field, value: value === "true" };
      throw invalidArgument(`2fa_enabled must be true or false, not ${quote(value)}`);
    case "status":
      if (value === "active" || value === "inactive") return { field, value };
      throw invalidArgument(`status must be active or inactive, not ${quote(value)}`);
    case "first_name":
    case "last_name":
      return { field, words: parseWords(field, value) };
    case "api_quota_group":
    case "email":
    case "username":
      return { field, value };
  }
}

function parseWords(field: string, value: string): string[] {
  const words = value.split(/[\s-]+/).filter((word) => word !== "");
  if (words.length === 0) throw invalidArgument(`The filter has no word after ${quote(`${field}:`)}`);
  return words;
}
