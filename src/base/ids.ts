import { randomBytes, randomUUID } from "node:crypto";

/** 16 hex characters: enough for rows that nobody guesses at, short enough to type. */
export function randomId(): string {
  return randomBytes(8).toString("hex");
}

/** Random for each process, and counted within it: there may be a hundred thousand requests a second. */
const PROCESS_PART = randomUUID().slice(0, 24);
const COUNT_LENGTH = 12;
let requests = 0;

/** One for each request, in the form of a UUID, to find an answer again in the log and in the audit. No secret. */
export function requestId(): string {
  requests += 1;
  return PROCESS_PART + requests.toString(16).padStart(COUNT_LENGTH, "0");
}
