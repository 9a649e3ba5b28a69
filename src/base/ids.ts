import { randomBytes, randomUUID } from "node:crypto";

/** 16 hex characters: enough for rows that nobody guesses at, short enough to type. */
export function randomId(): string {
  return randomBytes(8).toString("hex");
}

/** One for each request, to find an answer again in the log and in the audit. */
export function requestId(): string {
  return randomUUID();
}
