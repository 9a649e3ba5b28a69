import { redactKeys } from "../base/log.ts";
import { AccessError } from "../model/errors.ts";
import { type ErrorResponse, HTTP_STATUS } from "../wire/error.ts";

export interface ErrorReply {
  readonly status: number;
  readonly body: ErrorResponse;
  readonly retryAfterSeconds: number | undefined;
}

/** The reply to an error that a caller may be told of. */
export function errorReply(error: AccessError): ErrorReply {
  return {
    status: HTTP_STATUS[error.code],
    body: { error: { code: error.code, message: redactKeys(error.message) } },
    retryAfterSeconds: error.retryAfterSeconds,
  };
}

/**
 * The AccessError that an error is or stands for. One that nobody foresaw becomes a TransientError whose
 * sentence holds nothing but the request id: VirusTotal has no code for a defect.
 */
export function toAccessError(error: unknown, requestId: string): AccessError {
  if (error instanceof AccessError) return error;
  return new AccessError(
    "TransientError",
    `The server could not complete the request; try again later. Request id: ${requestId}`,
    { cause: error },
  );
}

/** Whether the error is the server's own failure, to be logged for its operator. */
export function isUnforeseen(error: AccessError): boolean {
  return error.code === "TransientError" && error.cause !== undefined;
}
