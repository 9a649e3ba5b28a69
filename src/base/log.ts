import { systemClock, toRfc3339 } from "./clock.ts";
import { type LogDestination, standardErrorLines } from "./log-destination.ts";

/** The least urgent first; a log writes what is as urgent as its own level or more. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  readonly level: LogLevel;
  /** Standard error when absent. */
  readonly destination?: LogDestination;
}

/** Tells the operator what happened: facts, of which `err` may be an error, and a sentence. */
export interface Log {
  debug(facts: object, sentence?: string): void;
  info(facts: object, sentence?: string): void;
  warn(facts: object, sentence?: string): void;
  error(facts: object, sentence?: string): void;
  /** For what is told of every call: the members of a JSON object, whose text is only asked for when it is written. */
  infoMembers(members: () => string): void;
  isLevelEnabled(level: LogLevel): boolean;
}

/** Writes JSON lines. Whatever is logged, no API key gets into them. */
export function createLog({ level, destination = standardErrorLines() }: LogOptions): Log {
  const time = timestamps();
  const isLevelEnabled = (of: LogLevel) => LOG_LEVELS.indexOf(of) >= LOG_LEVELS.indexOf(level);
  const writer = (of: LogLevel) => {
    if (!isLevelEnabled(of)) return () => undefined;
    const start = `{"level":"${of}"`;
    // The finished line is the one place that sentences, facts, errors and their stacks all pass.
    return (members: () => string) => destination.write(redactLine(`${start}${time()},${members()}}\n`));
  };
  const factual = (write: ReturnType<typeof writer>) => (facts: object, sentence?: string) =>
    write(() => membersOf(facts, sentence));
  const infoMembers = writer("info");
  return {
    debug: factual(writer("debug")),
    info: factual(infoMembers),
    warn: factual(writer("warn")),
    error: factual(writer("error")),
    infoMembers,
    isLevelEnabled,
  };
}

/** The text as a JSON string. */
export function quoteJson(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** Nothing in it needs an escape: ASCII without controls, quotation marks and backslashes. */
const PLAIN = /^[ !#-[\]-~]*$/;

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

const CAUSES_MAX = 4;

function membersOf(facts: object, sentence: string | undefined): string {
  const all = sentence === undefined ? facts : { ...facts, msg: sentence };
  return JSON.stringify(all, (_name, value: unknown) =>
    value instanceof Error ? factsOf(value) : value,
  ).slice(1, -1);
}

/** An error with what it says of itself, and what caused it. */
function factsOf(error: Error, depth = 0): object {
  const { name, message, stack, cause } = error;
  const inner = cause instanceof Error && depth < CAUSES_MAX ? factsOf(cause, depth + 1) : undefined;
  return { type: name, ...error, message, stack, cause: inner };
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
