import type { IncomingHttpHeaders } from "node:http";

const SESSION = "tollgate_session";

/**
 * SameSite=Strict: no request that another site causes carries it. Single sign-on does without: what its redirect
 * leads to is a page that needs no session, and the calls of that page are its own.
 */
export function sessionCookie(token: string, baseUrl: string): string {
  return cookieOfHost(SESSION, token, baseUrl, "SameSite=Strict");
}

/** Takes the cookie back. */
export function noSessionCookie(baseUrl: string): string {
  return noCookieOfHost(SESSION, baseUrl, "SameSite=Strict");
}

/** The token in the cookie; undefined when there is none. */
export function sessionTokenOf(headers: IncomingHttpHeaders, baseUrl: string): string | undefined {
  return cookieOf(headers, SESSION, baseUrl);
}

/**
 * A cookie for this host alone, out of reach of scripts. Over TLS its name begins with __Host-, so that no other
 * host of the domain can plant one (RFC 6265bis, 4.1.3.2).
 */
export function cookieOfHost(name: string, value: string, baseUrl: string, attributes: string): string {
  const secure = isSecure(baseUrl) ? "; Secure" : "";
  return `${nameAt(name, baseUrl)}=${value}; Path=/; HttpOnly; ${attributes}${secure}`;
}

export function noCookieOfHost(name: string, baseUrl: string, attributes: string): string {
  return `${cookieOfHost(name, "", baseUrl, attributes)}; Max-Age=0`;
}

export function cookieOf({ cookie }: IncomingHttpHeaders, name: string, baseUrl: string): string | undefined {
  if (cookie === undefined) return undefined;
  const beginning = `${nameAt(name, baseUrl)}=`;
  const pairs = cookie.split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(beginning))?.slice(beginning.length) || undefined;
}

function nameAt(name: string, baseUrl: string): string {
  return isSecure(baseUrl) ? `__Host-${name}` : name;
}

function isSecure(baseUrl: string): boolean {
  return baseUrl.startsWith("https:");
}
