import { AccessError, alreadyExists } from "../model/errors.ts";

/** A statement would have broken a unique index. `index` reads `table_column…` on both engines. */
export class UniqueViolation extends AccessError {
  readonly index: string;

  constructor(index: string, cause: unknown) {
    super("AlreadyExistsError", "An object with the same identifier already exists", { cause });
    this.index = index;
  }
}

/** Runs a statement; a violation of one of the named indexes becomes AlreadyExistsError with that sentence. */
export async function refuseDuplicates<T>(
  sentences: Readonly<Record<string, string>>,
  statement: () => Promise<T>,
): Promise<T> {
  try {
    return await statement();
  } catch (error) {
    const sentence = error instanceof UniqueViolation ? sentences[error.index] : undefined;
    if (sentence === undefined) throw error;
    throw alreadyExists(sentence);
  }
}

export function unreachable(cause: unknown): AccessError {
  return new AccessError("TransientError", "The database is not reachable; try again shortly", { cause });
}
