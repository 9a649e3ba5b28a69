import type { IncomingHttpHeaders } from "node:http";

const NAME = "tollgate_session";

/**
 * Over TLS the name begins with __Host-, so that no other host of the domain can plant a session (RFC 6265bis, 4.1.3.2).
 * SameSite=Strict: no request that another site causes carries it. Single sign-on does without: what its redirect
 * leads to is a page that needs no session, and the calls of that page are its own.
 */
export function sessionCookie(token: string, baseUrl: string): string {
  return `${nameAt(baseUrl)}=${token}; ${attributesAt(baseUrl)}`;
}

/** Takes the cookie back. */
export function noSessionCookie(baseUrl: string): string {
  return `${nameAt(baseUrl)}=; ${attributesAt(baseUrl)}; Max-Age=0`;
}

/** The token in the cookie; undefined when there is none. */
export function sessionTokenOf({ cookie }: IncomingHttpHeaders, baseUrl: string): string | undefined {
  return cookie === undefined ? undefined : cookieOf(cookie, nameAt(baseUrl));
}

function cookieOf(header: string, name: string): string | undefined {
  const found = header
    .split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1) || undefined;
}

function nameAt(baseUrl: string): string {
  return isSecure(baseUrl) ? `__Host-${NAME}` : NAME;
}

function attributesAt(baseUrl: string): string {
  return `Path=/; HttpOnly; SameSite=Strict${isSecure(baseUrl) ? "; Secure" : ""}`;
}

function isSecure(baseUrl: string): boolean {
  return baseUrl.startsWith("https:");
}
