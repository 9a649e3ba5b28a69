import type { IncomingHttpHeaders } from "node:http";

/** A call as it reached the demo. */
export interface DemoCall {
  readonly method: string;
  /** With the query, as it came. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

const CALLS_MAX = 1000;

/** The latest calls, oldest first. */
export class CallLog {
  #calls: DemoCall[] = [];

  get all(): readonly DemoCall[] {
    return this.#calls;
  }

  add(call: DemoCall): void {
    this.#calls.push(call);
    // Cutting seldom costs less than shifting always.
    if (this.#calls.length >= 2 * CALLS_MAX) this.#calls = this.#calls.slice(-CALLS_MAX);
  }

  clear(): void {
    this.#calls = [];
  }
}
