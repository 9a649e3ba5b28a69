import { isRecord } from "./request.ts";
import { UpstreamError } from "./upstream-error.ts";

const MODES = ["quota", "error", "slow", "hang", "reset", "truncated", "garbage", "not-http"] as const;

/** What goes wrong, for which calls. */
export interface Fault {
  /**
   * quota: 429 QuotaExceededError. error: `status`. slow: the right answer, late. hang: no answer ever. reset: the
   * connection breaks before the head. truncated: it breaks after the head and `bytes` of the body. garbage: a 200
   * whose JSON is none. not-http: bytes that are not HTTP.
   */
  readonly mode: (typeof MODES)[number];
  /** Of mode error; 503 unless given. */
  readonly status?: number;
  /** Before anything happens, in any mode; in mode slow 1000 unless given. */
  readonly delayMs?: number;
  /** Only calls whose path begins so; all unless given. */
  readonly path?: string;
  /** How many calls it strikes before it is over; all unless given. */
  readonly count?: number;
  /** Of mode truncated: how much of the body is sent; half of it unless given. */
  readonly bytes?: number;
}

const DELAY_MS_MAX = 3_600_000;

/** One fault at a time. */
export class Faults {
  #fault: Fault | null = null;
  #left = 0;

  get current(): Fault | null {
    return this.#fault;
  }

  set(fault: Fault | null): void {
    this.#fault = fault;
    this.#left = fault?.count ?? Number.POSITIVE_INFINITY;
  }

  /** The fault that strikes this call, which is then counted. */
  strike(path: string): Fault | null {
    const fault = this.#fault;
    if (fault === null || !path.startsWith(fault.path ?? "")) return null;
    this.#left -= 1;
    if (this.#left <= 0) this.#fault = null;
    return fault;
  }
}

/** Raises InvalidArgumentError with a sentence that says what is wrong. */
export function parseFault(value: unknown): Fault {
  if (!isRecord(value)) throw invalid('the body must be a JSON object such as {"mode": "quota"}');
  const { mode, path, ...numbers } = value;
  const known = MODES.find((name) => name === mode);
  if (known === undefined) throw invalid(`mode must be one of ${MODES.join(", ")}`);
  if (path !== undefined && typeof path !== "string") throw invalid("path must be a text");
  const limits: Readonly<Record<string, readonly [number, number]>> = {
    status: [400, 599],
    delayMs: [0, DELAY_MS_MAX],
    count: [1, Number.MAX_SAFE_INTEGER],
    bytes: [0, Number.MAX_SAFE_INTEGER],
  };
  for (const [name, given] of Object.entries(numbers)) {
    const [min, max] = limits[name] ?? [];
    if (min === undefined || max === undefined) throw invalid(`${name} is not known`);
    if (!Number.isSafeInteger(given) || Number(given) < min || Number(given) > max) {
      throw invalid(`${name} must be a whole number from ${min} to ${max}`);
    }
  }
  return { ...numbers, mode: known, ...(path !== undefined && { path }) };
}

function invalid(sentence: string): UpstreamError {
  return new UpstreamError("InvalidArgumentError", `Fault: ${sentence}`);
}
