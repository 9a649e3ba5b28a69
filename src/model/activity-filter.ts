import { invalidArgument } from "./errors.ts";
import { parseFilterTerms, unknownModifier } from "./filter-terms.ts";
import { quote } from "./quote.ts";

/** Terms that an entry of the activity log must satisfy, all of them. */
export type ActivityFilter = readonly ActivityTerm[];

export type ActivityTerm =
  /** From `fromMs` on and before `beforeMs`; null: no bound. */
  | { readonly field: "date"; readonly fromMs: number | null; readonly beforeMs: number | null }
  | { readonly field: "user" | "target" | "action"; readonly value: string };

const MODIFIERS = ["action", "date", "target", "user"] as const;
const DAY_MS = 86_400_000;

/**
 * Parses `filter=` of the activity log. `date:2025-10-27` is that UTC day, with `+` from it on, with `-`
 * until its end. Raises InvalidArgumentError. Source: https://docs.virustotal.com/reference/get-activity-log
 */
export function parseActivityFilter(filter: string): ActivityFilter {
  return parseFilterTerms(filter).map(({ modifier, value }) => parseTerm(modifier, value));
}

function parseTerm(modifier: string | null, value: string): ActivityTerm {
  const field = MODIFIERS.find((known) => known === modifier);
  switch (field) {
    case undefined:
      return unknownModifier(modifier ?? value, MODIFIERS);
    case "date":
      return parseDate(value);
    case "action":
      return { field, value: value.toUpperCase() };
    case "user":
    case "target":
      return { field, value };
  }
}

function parseDate(text: string): ActivityTerm {
  const [, year, month, day, side] = /^(\d{4})-(\d{2})-(\d{2})([+-]?)$/.exec(text) ?? [];
  const startMs = startOfDayMs(Number(year), Number(month), Number(day));
  if (startMs === null) {
    throw invalidArgument(`Invalid date ${quote(text)}; use YYYY-MM-DD, with + for "from" or - for "until"`);
  }
  return {
    field: "date",
    fromMs: side === "-" ? null : startMs,
    beforeMs: side === "+" ? null : startMs + DAY_MS,
  };
}

/** Null for a day that no calendar has. */
function startOfDayMs(year: number, month: number, day: number): number | null {
  if (!(month >= 1 && month <= 12 && day >= 1)) return null;
  const startMs = Date.UTC(year, month - 1, day);
  return startMs < Date.UTC(year, month, 1) ? startMs : null;
}
