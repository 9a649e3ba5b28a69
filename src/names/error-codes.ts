/** VirusTotal's error codes, all of them (https://docs.virustotal.com/reference/errors). */
export const ERROR_CODES = [
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
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
