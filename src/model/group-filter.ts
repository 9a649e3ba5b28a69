import { parseFilterTerms, unknownModifier } from "./filter-terms.ts";

/** Terms that a group must satisfy, all of them: a text anywhere in it, whatever the case. `text` looks in both. */
export type GroupFilter = readonly GroupTerm[];

export interface GroupTerm {
  readonly field: "id" | "organization" | "text";
  readonly value: string;
}

const MODIFIERS = ["id", "organization"] as const;

/** Parses `filter=` of the list of groups, e.g. `organization:"Acme Ltd"` or plain words; raises InvalidArgumentError. */
export function parseGroupFilter(filter: string): GroupFilter {
  return parseFilterTerms(filter).map(({ modifier, value }) => {
    if (modifier === null) return { field: "text", value };
    const field = MODIFIERS.find((known) => known === modifier);
    return field === undefined ? unknownModifier(modifier, MODIFIERS) : { field, value };
  });
}
