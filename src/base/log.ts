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
    timestamp: () => `,"time":"${toRfc3339(systemClock.nowMs())}"`,
    formatters: { level: (label) => ({ level: label }) },
    // The finished line is the one place that messages, fields, errors and their stacks all pass.
    hooks: { streamWrite: redactLine },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Puts `[api key]` in place of every run of 64 hex characters or more, percent-encoded ones included. */
export function redactKeys(text: string): string {
  return text.replaceAll(KEY_RUN, REPLACEMENT);
}

const REPLACEMENT = "[api key]";
const KEY_CHARACTER = "(?:[0-9a-fA-F]|%(?:3[0-9]|[46][1-6]))";
const KEY_RUN = new RegExp(`${KEY_CHARACTER}{64,}`, "g");
const ESCAPE_OR_KEY_RUN = new RegExp(String.raw`\\(?:u[0-9a-fA-F]{4}|.)|${KEY_CHARACTER}{64,}`, "g");

/** In a JSON text an escape such as \f or \u001b ends in hex characters that are no part of what follows it. */
function redactLine(line: string): string {
  return line.replaceAll(ESCAPE_OR_KEY_RUN, (found) => (found.startsWith("\\") ? found : REPLACEMENT));
}
