import { z } from "zod";

/** VirusTotal's error codes (https://docs.virustotal.com/reference/errors). */
export const errorCode = z.enum([
  "BadRequestError",
  "InvalidArgumentError",
  "NotAvailableYet",
  "UnselectiveContentQueryError",
  "UnsupportedContentQueryError",
  "AuthenticationRequiredError",
  "UserNotActiveError",
  "WrongCredentialsError",
  "ForbiddenError",
  "NotFoundError",
  "AlreadyExistsError",
  "FailedDependencyError",
  "QuotaExceededError",
  "TooManyRequestsError",
  "TransientError",
  "DeadlineExceededError",
]);

export const error = z
  .strictObject({ code: errorCode, message: z.string() })
  .meta({ id: "Error", description: "A stable code and a sentence that says what to change." });

export const errorResponse = z.strictObject({ error }).meta({ id: "ErrorResponse" });

export type ErrorResponse = z.infer<typeof errorResponse>;
