import type { ErrorCode } from "../names/error-codes.ts";
import { quote } from "./quote.ts";

export interface AccessErrorOptions {
  /** For the log only; never shown to the client. */
  readonly cause?: unknown;
  readonly retryAfterSeconds?: number;
}

/** What a caller is told: a stable code and a sentence that says what to change. It knows no HTTP. */
export class AccessError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: AccessErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = "AccessError";
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The sentence is the same whether the object is hidden or absent, so that it tells nothing. */
export function notFound(noun: string, id: string): AccessError {
  return new AccessError("NotFoundError", `${noun} ${quote(id)} not found`);
}

export function forbidden(
  message = "You are not authorized to perform the requested operation",
): AccessError {
  return new AccessError("ForbiddenError", message);
}

export function badRequest(message: string): AccessError {
  return new AccessError("BadRequestError", message);
}

export function invalidArgument(message: string): AccessError {
  return new AccessError("InvalidArgumentError", message);
}

export function alreadyExists(message: string): AccessError {
  return new AccessError("AlreadyExistsError", message);
}
