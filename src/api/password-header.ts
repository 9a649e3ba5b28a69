import type { IncomingHttpHeaders } from "node:http";

/**
 * The password in x-user-password. Clients write it as UTF-8, which Node reads as Latin-1; what is no UTF-8
 * is taken as it stands.
 */
export function passwordOf(headers: IncomingHttpHeaders): string | undefined {
  const header = headers["x-user-password"];
  if (typeof header !== "string" || header === "") return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(header, "latin1"));
  } catch {
    return header;
  }
}

/** The code of a second factor that stands beside the password. */
export function codeOf(headers: IncomingHttpHeaders): string | undefined {
  const header = headers["x-user-code"];
  return typeof header === "string" && header !== "" ? header : undefined;
}
