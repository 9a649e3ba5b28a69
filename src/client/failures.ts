import { ClientError } from "./client-error.ts";

/** Sentences for the reasons that people meet; any other is shown as the system names it. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "the host name is unknown",
  EAI_AGAIN: "the host name cannot be looked up now",
  ECONNRESET: "the connection was cut",
  UND_ERR_SOCKET: "the connection was cut",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ETIMEDOUT: "the host does not answer",
  UND_ERR_CONNECT_TIMEOUT: "the host does not answer",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS; use http:// instead",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate cannot be verified",
  CERT_HAS_EXPIRED: "its certificate has expired",
};

/** Why there is no answer. */
export function failureOfCall(url: string, timeoutMs: number, error: unknown): ClientError {
  if (error instanceof ClientError) return error;
  if (error instanceof Error && error.name === "TimeoutError") {
    const message = `${url} did not answer within ${timeoutMs / 1000} seconds`;
    return new ClientError("DeadlineExceeded", message, 0, { cause: error });
  }
  const reason = reasonOf(error);
  return new ClientError("ServerUnreachable", `Cannot reach ${url}: ${reason}`, 0, { cause: error });
}

/** What an answer other than a success means. */
export function failureOfAnswer(url: string, status: number, text: string): ClientError {
  const error = parseError(text);
  if (error !== undefined) return new ClientError(error.code, error.message, status);
  return new ClientError("UnexpectedAnswer", `${url} answered ${status}, but not as Tollgate does`, status);
}

/** fetch wraps the system's error, sometimes twice and sometimes one for every address it tried. */
function reasonOf(error: unknown): string {
  const causes = [error];
  for (const cause of causes) {
    if (!(cause instanceof Error) || causes.length > 10) break;
    if ("code" in cause && typeof cause.code === "string") return REASONS[cause.code] ?? cause.code;
    if (cause.message === "unexpected redirect")
      return "it redirects elsewhere; use the address it redirects to";
    if (cause instanceof AggregateError) causes.push(...cause.errors);
    causes.push(cause.cause);
  }
  return error instanceof Error ? error.message : String(error);
}

function parseError(text: string): { readonly code: string; readonly message: string } | undefined {
  try {
    const { code, message } = JSON.parse(text).error;
    return typeof code === "string" && typeof message === "string" ? { code, message } : undefined;
  } catch {
    return undefined;
  }
}
