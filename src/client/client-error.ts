/**
 * What went wrong with a call. `code` is VirusTotal's error code, or one of the client's own, for which
 * `status` is 0 or the status of an answer that cannot be understood.
 */
export class ClientError extends Error {
  readonly code: string;
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;

  constructor(code: string, message: string, status: number, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "ClientError";
    this.code = code;
    this.status = status;
  }
}

/** Whether the error says that there is no such thing, or that the caller may not know of it. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ClientError && error.code === "NotFoundError";
}

/** Whether the error says that the call was understood, but that something in it is wrong. */
export function isWrongArgument(error: unknown): error is ClientError {
  return error instanceof ClientError && error.code === "InvalidArgumentError";
}
