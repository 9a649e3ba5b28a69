import { redactKeys } from "../base/log.ts";
import { AccessError, badRequest } from "../model/errors.ts";
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
  if (isUnreadableRequest(error)) {
    return badRequest(FASTIFY_SENTENCES[error.code] ?? "The request could not be read");
  }
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

/** The framework marks what it could not read with a status of its own; database drivers set none. */
function isUnreadableRequest(error: unknown): error is Error & { readonly code: string } {
  if (!(error instanceof Error && "code" in error && typeof error.code === "string")) return false;
  return "statusCode" in error && Number(error.statusCode) >= 400 && Number(error.statusCode) < 500;
}

const FASTIFY_SENTENCES: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: "The URL is not correctly percent-encoded",
  FST_ERR_MAX_PARAM_LENGTH: "A part of the URL is too long",
  FST_ERR_CTP_BODY_TOO_LARGE:
    "The request body is larger than 1 MiB, or than 64 KiB where no API key is needed",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "The request body is not as long as its Content-Length says",
};
