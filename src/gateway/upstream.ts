import { Agent, type Dispatcher, Pool } from "undici";
import { type Clock, monotonicMs } from "../base/clock.ts";
import type { UpstreamStatus } from "../model/upstream-status.ts";
import { Classifier } from "./classify.ts";
import { failureOf } from "./failures.ts";
import type { Price, Rule } from "./rule.ts";
import { UnknownFiles } from "./unknown-files.ts";
import { UpstreamHealth } from "./upstream-health.ts";

const KIB = 1024;
/** Connections to one upstream; calls beyond them wait for one. */
const CONNECTIONS_MAX = 512;
/** Connections to each other host that an upstream hands out addresses of, and how many such hosts. */
const ELSEWHERE_CONNECTIONS_MAX = 32;
const ELSEWHERE_HOSTS_MAX = 64;
/** Calls under way to one upstream, waiting ones included; more are refused. */
const CALLS_MAX = 4096;
const CONNECT_TIMEOUT_MS = 10_000;
const CHECK_TIMEOUT_MS = 10_000;
const CHECKED_BYTES_MAX = 64 * KIB;
const HEADER_BYTES_MAX = 32 * KIB;
/** For what the server asks for itself. */
const OWN_ANSWER_BYTES_MAX = 4 * KIB * KIB;
const OWN_TIMEOUT_MS = 5_000;

export interface UpstreamOptions {
  /** Where it is served here, such as `/api/v3`. */
  readonly prefix: string;
  /** What takes the prefix's place there: origin and path, without a slash at its end. */
  readonly url: string;
  /** Other addresses that its links may begin with, likewise. */
  readonly aliases: readonly string[];
  readonly key: string;
  /** In lower case. */
  readonly keyHeader: string;
  readonly rules: readonly Rule[];
  readonly unknown: Price | undefined;
  /** How long it may take to begin an answer, and either side to go on with what it sends. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** A server that calls are forwarded to, with its key, its rules and its connections. */
export class Upstream implements AsyncDisposable {
  readonly prefix: string;
  readonly prefixSegments: readonly string[];
  readonly key: string;
  readonly keyHeader: string;
  readonly classifier: Classifier;
  /** What its own links begin with, each with a slash at its end. */
  readonly linkBases: readonly string[];
  /** Scheme, host and port. */
  readonly origin: string;
  readonly timeoutMs: number;
  readonly unknownFiles = new UnknownFiles();
  readonly health: UpstreamHealth;
  readonly #url: string;
  readonly #basePath: string;
  readonly #pool: Pool;
  readonly #elsewhere: Agent;
  #calls = 0;

  constructor(options: UpstreamOptions) {
    const { prefix, url, aliases, key, keyHeader, rules, unknown, timeoutMs, clock } = options;
    this.prefix = prefix;
    this.#url = url;
    this.health = new UpstreamHealth(clock);
    this.prefixSegments = prefix.slice(1).split("/");
    this.key = key;
    this.timeoutMs = timeoutMs;
    this.keyHeader = keyHeader;
    this.classifier = unknown === undefined ? new Classifier(rules) : new Classifier(rules, unknown);
    this.linkBases = [url, ...aliases].map((base) => `${base}/`);
    const { origin, pathname } = new URL(url);
    this.origin = origin;
    this.#basePath = pathname === "/" ? "" : pathname;
    const limits = {
      connectTimeout: CONNECT_TIMEOUT_MS,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxHeaderSize: HEADER_BYTES_MAX,
      allowH2: false,
    };
    this.#pool = new Pool(origin, { ...limits, connections: CONNECTIONS_MAX });
    const elsewhere = { connections: ELSEWHERE_CONNECTIONS_MAX, maxOrigins: ELSEWHERE_HOSTS_MAX };
    this.#elsewhere = new Agent({ ...limits, ...elsewhere });
  }

  get isBusy(): boolean {
    return this.#calls >= CALLS_MAX;
  }

  get status(): UpstreamStatus {
    return { prefix: this.prefix, url: this.#url, callsInFlight: this.#calls, ...this.health.heard() };
  }

  /** Asks for its base address without the key, so that it costs nothing there: any answer will do. */
  async check(): Promise<void> {
    const askedMs = monotonicMs();
    let problem: string | undefined;
    try {
      const { body } = await this.#pool.request({
        path: `${this.#basePath}/`,
        method: "GET",
        signal: AbortSignal.timeout(CHECK_TIMEOUT_MS),
      });
      await body.dump({ limit: CHECKED_BYTES_MAX });
    } catch (error) {
      problem = failureOf(error instanceof Error ? error : new Error(String(error))).message;
    }
    this.health.checked(monotonicMs() - askedMs, problem);
  }

  /** To be paired with `leave`. */
  enter(): void {
    this.#calls += 1;
  }

  leave(): void {
    this.#calls -= 1;
  }

  /** The path there of a normalised path here. */
  remotePath(path: string): string {
    let rest = 0;
    for (let count = 0; count <= this.prefixSegments.length && rest !== -1; count += 1) {
      rest = path.indexOf("/", count === 0 ? 0 : rest + 1);
    }
    return rest === -1 ? this.#basePath || "/" : this.#basePath + path.slice(rest);
  }

  /** Never raises; what fails comes to the handler. Another origin than the upstream's own has no key coming. */
  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    if (options.origin === undefined) this.#pool.dispatch(options, handler);
    else this.#elsewhere.dispatch({ ...options, origin: options.origin }, handler);
  }

  /** Asks for something with the upstream's key, by a path below the prefix; raises an Error for anything but JSON at 200. */
  async getJson(path: string): Promise<unknown> {
    const { statusCode, body } = await this.#pool.request({
      path: this.#basePath + path,
      method: "GET",
      headers: { [this.keyHeader]: this.key, accept: "application/json", "accept-encoding": "identity" },
      signal: AbortSignal.timeout(Math.min(this.timeoutMs, OWN_TIMEOUT_MS)),
    });
    let [text, bytes] = ["", 0];
    const decoder = new TextDecoder();
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > OWN_ANSWER_BYTES_MAX)
        throw new Error(`${path} has more than ${OWN_ANSWER_BYTES_MAX} bytes`);
      text += decoder.decode(chunk, { stream: true });
    }
    if (statusCode !== 200) throw new Error(`${path} was answered with ${statusCode}`);
    return JSON.parse(text);
  }

  /** Cuts off what is under way. */
  async close(): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.#elsewhere.destroy()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
