import type { IncomingMessage } from "node:http";
import { jsonPage, type Page, type PageReply } from "../api/page.ts";
import { contains, parseAddressList } from "../base/addresses.ts";
import { parseRfc3339, type TestClock, toRfc3339 } from "../base/clock.ts";
import { AccessError } from "../model/errors.ts";
import type { ListenAddress } from "./setting-values.ts";

const LOOPBACK = ["127.0.0.0/8", "::1"];

/** Raises an Error unless only this machine can reach the address: whoever sets the clock decides about every quota. */
export function requireLoopback({ host }: ListenAddress): void {
  if (host === "localhost" || isLoopback(host)) return;
  throw new Error(
    `A server with a test clock listens on a loopback address only, such as 127.0.0.1, and not on ${host}`,
  );
}

/** `GET` and `PUT /test/clock`, for callers of this machine; nothing of it exists without a test clock. */
export function testClockPages(clock: TestClock): Page[] {
  const path = "/test/clock";
  return [
    {
      method: "GET",
      path,
      answer({ request }) {
        requireNeighbour(request);
        return shown(clock);
      },
    },
    {
      method: "PUT",
      path,
      answer({ request, body }) {
        requireNeighbour(request);
        clock.set(readNow(body));
        return shown(clock);
      },
    },
  ];
}

/** Raises AccessError for anything but `{"now": "<RFC 3339>"}`. */
function readNow(body: unknown): number {
  const text = typeof body === "object" && body !== null && "now" in body ? body.now : undefined;
  const nowMs = typeof text === "string" ? parseRfc3339(text) : undefined;
  if (nowMs !== undefined) return nowMs;
  throw new AccessError(
    "InvalidArgumentError",
    'The body must be {"now": "<RFC 3339>"}, such as {"now": "2026-03-31T23:59:58Z"}',
  );
}

function requireNeighbour({ socket }: IncomingMessage): void {
  if (isLoopback(socket.remoteAddress ?? "")) return;
  throw new AccessError("ForbiddenError", "The clock can only be reached from the server's own machine");
}

function isLoopback(address: string): boolean {
  const list = parseAddressList(LOOPBACK);
  return !("error" in list) && contains(list, address);
}

function shown(clock: TestClock): PageReply {
  return jsonPage(200, { now: toRfc3339(clock.nowMs()) });
}
