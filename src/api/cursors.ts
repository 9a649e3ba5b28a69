import { sign, verifySignature } from "../base/secrets.ts";
import { invalidArgument } from "../model/errors.ts";

const PURPOSE = "cursor";
const CURSOR_LENGTH_MAX = 1024;

/** Seals the position in a collection, so that a client cannot make one up. */
export class Cursors {
  readonly #pepper: string;

  constructor(pepper: string) {
    this.#pepper = pepper;
  }

  /** `scope` names the collection; the cursor opens for no other. */
  seal(scope: string, after: string): string {
    return `${Buffer.from(after).toString("base64url")}.${this.#sign(scope, after)}`;
  }

  /** The position that was sealed; raises InvalidArgumentError for any other text. */
  open(scope: string, cursor: string): string {
    const [position = "", signature = ""] = cursor.slice(0, CURSOR_LENGTH_MAX).split(".", 2);
    const after = Buffer.from(position, "base64url").toString();
    const isOurs = verifySignature(this.#pepper, PURPOSE, payload(scope, after), signature);
    // Sealing again refuses other spellings of the same bytes.
    if (isOurs && this.seal(scope, after) === cursor) return after;
    throw invalidArgument('Invalid "cursor"; give back the one of the page before, with the same parameters');
  }

  #sign(scope: string, after: string): string {
    return sign(this.#pepper, PURPOSE, payload(scope, after));
  }
}

function payload(scope: string, after: string): string {
  return JSON.stringify([scope, after]);
}
