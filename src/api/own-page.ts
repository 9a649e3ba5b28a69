import type { IncomingHttpHeaders } from "node:http";
import { forbidden } from "../model/errors.ts";

/**
 * Raises ForbiddenError unless a browser says that a page of this server makes the call: another site could have
 * its visitors' browsers change things here (cross-site request forgery).
 */
export function requireOwnPage(headers: IncomingHttpHeaders, baseUrl: string): void {
  refuseForeignPage(headers, baseUrl);
  if (headers["sec-fetch-site"] !== undefined || headers.origin !== undefined) return;
  throw forbidden(
    "In a session a change must say by Origin or Sec-Fetch-Site which page makes it, as browsers do; programs use an API key",
  );
}

/** The same, but calls that name no page are fine: they come from no browser, and carry no one's cookie. */
export function refuseForeignPage(headers: IncomingHttpHeaders, baseUrl: string): void {
  const site = headers["sec-fetch-site"];
  // It is the browser's own verdict; Origin may be spelled otherwise than a proxy lets us see ourselves.
  const isOwn = site === undefined ? isOwnOrigin(headers.origin, baseUrl) : site === "same-origin";
  if (!isOwn)
    throw forbidden("This call comes from a page of another site; only pages of this server may make it");
}

function isOwnOrigin(origin: string | undefined, baseUrl: string): boolean {
  return origin === undefined || origin === new URL(baseUrl).origin;
}
