import { invalidArgument } from "./errors.ts";
import { quote } from "./quote.ts";

/** `modifier:value`, or free text when `modifier` is null. */
export interface FilterTerm {
  readonly modifier: string | null;
  readonly value: string;
}

const FILTER_LENGTH_MAX = 1_024;
const TERMS_MAX = 20;
const TERM = /\s*(?:([A-Za-z0-9_]+):)?(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?=\s|$)/y;

/**
 * Parses VirusTotal's filter grammar: terms parted by spaces or `AND`, values with spaces in double
 * quotes. Raises InvalidArgumentError for anything else.
 */
export function parseFilterTerms(filter: string): FilterTerm[] {
  if (filter.length > FILTER_LENGTH_MAX) {
    throw invalidArgument(`The filter is longer than ${FILTER_LENGTH_MAX} characters`);
  }
  const text = filter.trim();
  const terms: FilterTerm[] = [];
  for (let position = 0; position < text.length; ) {
    TERM.lastIndex = position;
    const match = TERM.exec(text);
    if (match === null || match[0] === "") {
      throw invalidArgument(
        `Cannot read the filter at ${quote(text.slice(position))}; check its quotation marks`,
      );
    }
    position = TERM.lastIndex;
    const term = readTerm(match);
    if (term !== null) terms.push(term);
  }
  if (terms.length > TERMS_MAX) throw invalidArgument(`The filter has more than ${TERMS_MAX} terms`);
  return terms;
}

/** Raises InvalidArgumentError that names the modifier and those that there are. */
export function unknownModifier(modifier: string, known: readonly string[]): never {
  throw invalidArgument(`Unknown filter modifier ${quote(modifier)}; use ${known.join(", ")}`);
}

function readTerm([, modifier, quoted, plain = ""]: RegExpExecArray): FilterTerm | null {
  if (modifier === undefined && quoted === undefined) {
    if (plain === "AND") return null;
    if (plain === "OR" || plain === "NOT") {
      throw invalidArgument(`Filter terms can only be combined with AND, not with ${plain}`);
    }
  }
  const value = quoted === undefined ? plain : quoted.replace(/\\(.)/g, "$1");
  if (value.trim() === "")
    throw invalidArgument(`The filter has no value after ${quote(`${modifier ?? ""}:`)}`);
  return { modifier: modifier?.toLowerCase() ?? null, value };
}
