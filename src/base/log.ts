import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";
import { systemClock, toRfc3339 } from "./clock.ts";

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

export type Log = Logger;

export interface LogOptions {
  readonly level: LogLevel;
  /** Standard output when absent. */
  readonly destination?: DestinationStream;
}

/** Writes JSON lines. Whatever is logged, no API key gets into them. */
export function createLog({ level, destination }: LogOptions): Log {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: timestamps(),
    formatters: { level: (label) => ({ level: label }) },
    // The finished line is the one place that messages, fields, errors and their stacks all pass.
    hooks: { streamWrite: redactLine },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Puts `[api key]` in place of every run of 64 hex characters or more, percent-encoded ones included. */
export function redactKeys(text: string): string {
  return mayHoldKey(text) ? text.replaceAll(KEY_RUN, REPLACEMENT) : text;
}

const KEY_LENGTH = 64;
const REPLACEMENT = "[api key]";
const KEY_CHARACTER = "(?:[0-9a-fA-F]|%(?:3[0-9]|[46][1-6]))";
const KEY_RUN = new RegExp(`${KEY_CHARACTER}{64,}`, "g");
const ESCAPE_OR_KEY_RUN = new RegExp(String.raw`\\(?:u[0-9a-fA-F]{4}|.)|${KEY_CHARACTER}{64,}`, "g");

/** In a JSON text an escape such as \f or \u001b ends in hex characters that are no part of what follows it. */
function redactLine(line: string): string {
  if (!mayHoldKey(line)) return line;
  return line.replaceAll(ESCAPE_OR_KEY_RUN, (found) => (found.startsWith("\\") ? found : REPLACEMENT));
}

/** Every text that is logged is looked at, so those without a run of key characters are told by a few looks. */
function mayHoldKey(text: string): boolean {
  // A run that long covers one of these positions, wherever it begins.
  for (let position = KEY_LENGTH - 1; position < text.length; position += KEY_LENGTH) {
    if (runLengthAround(text, position) >= KEY_LENGTH) return true;
  }
  return false;
}

function runLengthAround(text: string, position: number): number {
  let first = position;
  let last = position - 1;
  while (isKeyPart(text.charCodeAt(last + 1))) last += 1;
  while (isKeyPart(text.charCodeAt(first - 1))) first -= 1;
  return last < position ? 0 : last - first + 1;
}

/** 0-9, A-F, a-f, and the percent sign of an encoded one; false for the NaN beyond the ends of a text. */
function isKeyPart(code: number): boolean {
  return (
    (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102) || code === 37
  );
}

/** Lines of one millisecond share its text. */
function timestamps(): () => string {
  let shownMs = Number.NaN;
  let text = "";
  return () => {
    const nowMs = systemClock.nowMs();
    if (nowMs !== shownMs) {
      shownMs = nowMs;
      text = `,"time":"${toRfc3339(nowMs)}"`;
    }
    return text;
  };
}
