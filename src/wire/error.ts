import { z } from "zod";
import { ERROR_CODES, type ErrorCode } from "../names/error-codes.ts";

/** What each code is answered with, by VirusTotal's table (https://docs.virustotal.com/reference/errors). */
export const HTTP_STATUS = {
  BadRequestError: 400,
  InvalidArgumentError: 400,
  NotAvailableYet: 400,
  UnselectiveContentQueryError: 400,
  UnsupportedContentQueryError: 400,
  AuthenticationRequiredError: 401,
  UserNotActiveError: 401,
  WrongCredentialsError: 401,
  ForbiddenError: 403,
  NotFoundError: 404,
  AlreadyExistsError: 409,
  FailedDependencyError: 424,
  QuotaExceededError: 429,
  TooManyRequestsError: 429,
  TransientError: 503,
  DeadlineExceededError: 504,
} as const satisfies Record<ErrorCode, number>;

export const error = z
  .strictObject({ code: z.enum(ERROR_CODES), message: z.string() })
  .meta({ id: "Error", description: "A stable code and a sentence that says what to change." });

export const errorResponse = z.strictObject({ error }).meta({ id: "ErrorResponse" });

export type ErrorResponse = z.infer<typeof errorResponse>;
