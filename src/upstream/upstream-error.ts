const STATUSES = {
  BadRequestError: 400,
  InvalidArgumentError: 400,
  AuthenticationRequiredError: 401,
  WrongCredentialsError: 401,
  ForbiddenError: 403,
  NotFoundError: 404,
  AlreadyExistsError: 409,
  QuotaExceededError: 429,
  TransientError: 503,
  DeadlineExceededError: 504,
} as const satisfies Record<string, number>;

export type UpstreamErrorCode = keyof typeof STATUSES;

/** Refuses a call in VirusTotal's words; the status is that of its table of codes unless told otherwise. */
export class UpstreamError extends Error {
  readonly code: UpstreamErrorCode;
  readonly status: number;

  constructor(code: UpstreamErrorCode, message: string, status: number = STATUSES[code]) {
    super(message);
    this.name = "UpstreamError";
    this.code = code;
    this.status = status;
  }
}

export function notFound(noun: string, id: string): UpstreamError {
  return new UpstreamError("NotFoundError", `${noun} "${id}" not found`);
}

/** The code that VirusTotal has for a status, where it has one. */
export function codeOf(status: number): UpstreamErrorCode | undefined {
  const codes: Readonly<Record<string, number>> = STATUSES;
  return (Object.keys(STATUSES) as UpstreamErrorCode[]).find((code) => codes[code] === status);
}
