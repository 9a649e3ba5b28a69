import { type Clock, nowSeconds } from "../base/clock.ts";
import type { UpstreamCheck, UpstreamStatus } from "../model/upstream-status.ts";

/** Answers whose latency is remembered. */
const LATENCIES = 256;

type Heard = Omit<UpstreamStatus, "prefix" | "url" | "callsInFlight">;

/** What calls leave behind of how their upstream does. Nothing is asked for it, and nothing waits. */
export class UpstreamHealth {
  readonly #clock: Clock;
  readonly #latenciesMs = new Float64Array(LATENCIES);
  #answers = 0;
  #failures = 0;
  #isReachable: boolean | undefined;
  #lastSuccess: number | undefined;
  #lastFailure: UpstreamStatus["lastFailure"];
  #lastCheck: UpstreamCheck | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** It answered, which may still mean that something is wrong with it or with our key. */
  answered(status: number, latencyMs: number): void {
    this.#latenciesMs[this.#answers % LATENCIES] = latencyMs;
    this.#answers += 1;
    this.#isReachable = true;
    const problem = problemOf(status);
    if (problem === undefined) this.#lastSuccess = nowSeconds(this.#clock);
    else this.#fail(problem);
  }

  /** No answer came. */
  failed(reason: string): void {
    this.#isReachable = false;
    this.#fail(reason);
  }

  checked(latencyMs: number, problem: string | undefined): void {
    this.#isReachable = problem === undefined;
    this.#lastCheck = { at: nowSeconds(this.#clock), latencyMs, problem };
  }

  heard(): Heard {
    return {
      isReachable: this.#isReachable,
      lastSuccess: this.#lastSuccess,
      lastFailure: this.#lastFailure,
      lastCheck: this.#lastCheck,
      answers: this.#answers,
      failures: this.#failures,
      latencyMs: this.#latency(),
    };
  }

  #fail(reason: string): void {
    this.#failures += 1;
    this.#lastFailure = { at: nowSeconds(this.#clock), reason };
  }

  #latency(): UpstreamStatus["latencyMs"] {
    const known = this.#latenciesMs.slice(0, Math.min(this.#answers, LATENCIES)).sort();
    const at = (part: number) => known[Math.min(known.length - 1, Math.floor(known.length * part))];
    const [median, p95] = [at(0.5), at(0.95)];
    return median === undefined || p95 === undefined ? undefined : { median, p95 };
  }
}

/** What an answer says of the upstream itself and not of the call. */
function problemOf(status: number): string | undefined {
  if (status === 401) return "It does not accept the key of this server";
  if (status === 429) return "The quota that this server has there is used up";
  return status >= 500 ? `It answered ${status}` : undefined;
}
