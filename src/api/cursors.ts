import { Seal } from "../base/seal.ts";
import { digest } from "../base/secrets.ts";
import { invalidArgument } from "../model/errors.ts";

const CURSOR_LENGTH_MAX = 1024;
const DIGEST_LENGTH = 64;

/**
 * Seals the position in a collection, so that a client can neither make one up nor read it: some positions are
 * numbers that are shown nowhere, and would tell how much goes on in other groups.
 */
export class Cursors {
  readonly #seal: Seal;

  constructor(pepper: string) {
    this.#seal = new Seal(pepper, "cursor");
  }

  /** `scope` names the collection; the cursor opens for no other. */
  seal(scope: string, after: string): string {
    return this.#seal.close(digest(scope) + after);
  }

  /** The position that was sealed; raises InvalidArgumentError for any other text. */
  open(scope: string, cursor: string): string {
    const opened = cursor.length > CURSOR_LENGTH_MAX ? undefined : this.#seal.open(cursor);
    if (opened?.startsWith(digest(scope))) return opened.slice(DIGEST_LENGTH);
    throw invalidArgument('Invalid "cursor"; give back the one of the page before, with the same parameters');
  }
}
