import { z } from "zod";
import { type Clock, nowSeconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Upstream } from "./upstream.ts";

const FRESH_SECONDS = 60 * 60;
/** After a failure: nobody is to wait for it each time, nor the licence to pay. */
const RETRY_SECONDS = 60;

const description = z.object({
  data: z.object({
    engines: z.record(z.string(), z.unknown()).default({}),
    privileges: z.array(z.string()).default([]),
    relationships: z
      .record(z.string(), z.array(z.object({ name: z.string(), description: z.string().default("") })))
      .default({}),
  }),
});

export type UpstreamDescription = z.output<typeof description>["data"];

/**
 * What the upstream says at /metadata: the engines and relationships of its own objects, without which VirusTotal's
 * command line has no commands for them. It is the same for everybody, and asked for at most once an hour.
 */
export class UpstreamMetadata {
  readonly #upstream: Upstream | undefined;
  readonly #clock: Clock;
  readonly #log: Log;
  #read: { readonly until: number; readonly answer: Promise<UpstreamDescription | undefined> } | undefined;

  constructor(upstream: Upstream | undefined, clock: Clock, log: Log) {
    this.#upstream = upstream;
    this.#clock = clock;
    this.#log = log;
  }

  /** undefined where there is no upstream, or it does not tell. Raises nothing. */
  async read(): Promise<UpstreamDescription | undefined> {
    const upstream = this.#upstream;
    if (upstream === undefined) return undefined;
    const now = nowSeconds(this.#clock);
    if (this.#read === undefined || now >= this.#read.until) {
      this.#read = { until: now + FRESH_SECONDS, answer: this.#ask(upstream, now) };
    }
    return this.#read.answer;
  }

  async #ask(upstream: Upstream, now: number): Promise<UpstreamDescription | undefined> {
    try {
      return description.parse(await upstream.getJson("/metadata")).data;
    } catch (error) {
      this.#log.warn({ err: error }, "the upstream's metadata could not be read");
      this.#read = { until: now + RETRY_SECONDS, answer: Promise.resolve(undefined) };
      return undefined;
    }
  }
}
