import { AccessError } from "../model/errors.ts";

/** Before an answer began, on a call that changes nothing: a second attempt may find a fresh connection. */
const RETRYABLE = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE", "ECONNREFUSED"]);

const TIMEOUTS = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"]);
const BROKEN = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH"]);

export function isRetryable(error: Error): boolean {
  return RETRYABLE.has(codeOf(error));
}

/** What the caller is told when the connection to an upstream fails, by what happened to it. */
export function failureOf(error: Error): AccessError {
  if (error instanceof AccessError) return error;
  const code = codeOf(error);
  const options = { cause: error };
  if (TIMEOUTS.has(code)) {
    return new AccessError("DeadlineExceededError", "The upstream did not answer in time", options);
  }
  if (BROKEN.has(code)) {
    const message = "The upstream broke off before its answer was complete; try again shortly";
    return new AccessError("TransientError", message, options);
  }
  if (error.name === "HTTPParserError" || code === "UND_ERR_HEADERS_OVERFLOW") return unreadable(error);
  return new AccessError("TransientError", "The upstream cannot be reached; try again shortly", options);
}

/** What came is no answer. */
export function unreadable(cause: unknown): AccessError {
  return new AccessError("FailedDependencyError", "The answer of the upstream could not be read", { cause });
}

/** An answer that is to be replaced by an error, and for the sake of which nothing is charged. */
export interface RefusedAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** The sentence that the upstream gave, where it gave one. */
  readonly message: string | undefined;
}

/**
 * undefined for an answer that is the caller's to have. What the upstream says of our key, our quota or
 * its own health must not look as if it were said of the caller's.
 */
export function refusalOf({ status, retryAfter, message }: RefusedAnswer): AccessError | undefined {
  const said = message === undefined ? "" : `: ${message}`;
  const cause = new Error(`the upstream answered ${status}${said}`);
  if (status === 401) {
    return new AccessError(
      "FailedDependencyError",
      "The upstream does not accept the key of this server. Your own key is fine; the operator must look into it",
      { cause },
    );
  }
  if (status === 403) {
    return new AccessError(
      "FailedDependencyError",
      `The upstream does not allow this call with the key of this server${said}`,
      { cause },
    );
  }
  if (status === 429) {
    const seconds = /^\d{1,7}$/.test(retryAfter ?? "") ? Number(retryAfter) : undefined;
    return new AccessError(
      "QuotaExceededError",
      "The quota that this server itself has at the upstream is used up; your own quota was not charged",
      { cause, ...(seconds !== undefined && { retryAfterSeconds: seconds }) },
    );
  }
  if (status < 500) return undefined;
  if (status === 504) {
    return new AccessError("DeadlineExceededError", "The upstream did not answer in time", { cause });
  }
  return new AccessError("TransientError", "The upstream failed; try again shortly", { cause });
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
