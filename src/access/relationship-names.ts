import { type AccessError, invalidArgument, notFound } from "../model/errors.ts";
import { quote } from "../model/quote.ts";

const RELATIONSHIP_NAME = /^[a-z][a-z0-9_]{0,63}$/;

/** Raises InvalidArgumentError for a text that could not name any relationship. */
export function requireRelationshipName(text: string): void {
  if (RELATIONSHIP_NAME.test(text)) return;
  throw invalidArgument(
    `Invalid relationship name: ${quote(text)}. Use lower-case letters, digits and "_", such as "groups"`,
  );
}

export function unknownRelationship(name: string): AccessError {
  return notFound("Relationship", name);
}
