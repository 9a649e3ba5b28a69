import type { FastifyInstance, FastifyReply } from "fastify";
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
export function addTestClock(app: FastifyInstance, clock: TestClock): void {
  app.get("/test/clock", (request, reply) => {
    requireNeighbour(request.ip);
    answer(reply, clock);
  });

  app.put("/test/clock", (request, reply) => {
    requireNeighbour(request.ip);
    clock.set(readNow(request.body));
    answer(reply, clock);
  });
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

function requireNeighbour(address: string): void {
  if (isLoopback(address)) return;
  throw new AccessError("ForbiddenError", "The clock can only be reached from the server's own machine");
}

function isLoopback(address: string): boolean {
  const list = parseAddressList(LOOPBACK);
  return !("error" in list) && contains(list, address);
}

function answer(reply: FastifyReply, clock: TestClock): void {
  reply.code(200).headers({ "content-type": "application/json", "cache-control": "no-store" });
  reply.send(JSON.stringify({ now: toRfc3339(clock.nowMs()) }));
}
