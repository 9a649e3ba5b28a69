import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { secretsEqual } from "../base/secrets.ts";
import { type Answer, answerTo } from "./answer.ts";
import { CallLog, type DemoCall } from "./call-log.ts";
import { controlRouter } from "./control.ts";
import { type Fault, Faults } from "./faults.ts";
import { SIGNED_ROUTES } from "./file-routes.ts";
import type { DemoRequest, Surroundings } from "./request.ts";
import { Router } from "./router.ts";
import { ROUTES } from "./routes.ts";
import { send, sendFaulty } from "./send.ts";
import { UpstreamError } from "./upstream-error.ts";
import { World } from "./world.ts";

/** Good for nothing but the demo: what it accepts unless it is told another. */
export const DEMO_KEY = "de30".repeat(16);

/** Enough for 650 MB over a slow line. */
const REQUEST_TIMEOUT_MS = 15 * 60_000;
const SLOW_MS = 1000;

export interface DemoUpstreamOptions {
  readonly host?: string;
  /** A free one unless given. */
  readonly port?: number;
  /** DEMO_KEY unless given; any text. */
  readonly key?: string;
  /** What links begin with; the address that each call came to unless given. */
  readonly publicUrl?: string;
  /** How often an analysis is still under way when it is asked for; never unless given. */
  readonly pollsUntilCompleted?: number;
  /** Answers downloads with a redirect to the signed address, as VirusTotal does. */
  readonly redirectsDownloads?: boolean;
}

/**
 * A stand-in for VirusTotal's API v3. Its objects are made up from their ids alone: the same question has the same
 * answer in every process. It keeps in memory what it was told: uploads, URLs, comments, votes.
 */
export class DemoUpstream {
  readonly url: string;
  readonly key: string;
  readonly #server: Server;
  readonly #publicUrl: string | undefined;
  readonly #surroundings: Surroundings;
  readonly #faults = new Faults();
  readonly #calls = new CallLog();
  readonly #closing = new AbortController();
  readonly #router = new Router(ROUTES);
  readonly #signed = new Router(SIGNED_ROUTES);
  readonly #control = controlRouter(this.#faults, this.#calls);

  private constructor(server: Server, url: string, options: DemoUpstreamOptions) {
    this.#server = server;
    this.url = url;
    this.key = options.key ?? DEMO_KEY;
    this.#publicUrl = options.publicUrl;
    this.#surroundings = {
      world: new World(),
      key: this.key,
      pollsUntilCompleted: options.pollsUntilCompleted ?? 0,
      redirectsDownloads: options.redirectsDownloads ?? false,
    };
    server.on("request", (message, response) => void this.#receive(message, response));
  }

  /** Resolves once it listens. */
  static async start(options: DemoUpstreamOptions = {}): Promise<DemoUpstream> {
    const { host = "127.0.0.1", port = 0 } = options;
    const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port }, () => {
        server.off("error", reject);
        resolve();
      });
    });
    const address = server.address() as AddressInfo;
    const url = `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
    return new DemoUpstream(server, url, options);
  }

  /** What it received, oldest first, those to its own control endpoints left out. */
  get calls(): readonly DemoCall[] {
    return this.#calls.all;
  }

  clearCalls(): void {
    this.#calls.clear();
  }

  /** null: everything is well again. */
  setFault(fault: Fault | null): void {
    this.#faults.set(fault);
  }

  /** Cuts off whatever is under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #receive(message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#serve(message, response);
    } catch {
      // Whoever asked is gone, or the demo is being closed.
      response.destroy();
    }
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url: target = "/", headers } = message;
    const [path = "/", query = ""] = target.split("?", 2);
    const baseUrl = this.#publicUrl ?? (headers.host === undefined ? this.url : `http://${headers.host}`);
    const request: DemoRequest = {
      ...this.#surroundings,
      method,
      path,
      query: new URLSearchParams(query),
      headers,
      baseUrl,
      message,
    };
    if (path.startsWith("/demo/")) {
      await send(message, response, await settled(this.#control, request));
      return;
    }
    this.#calls.add({ method, path: target, headers });
    const fault = this.#faults.strike(path);
    if (fault === null) {
      await send(message, response, await this.#answer(request));
      return;
    }
    await wait(fault.delayMs ?? (fault.mode === "slow" ? SLOW_MS : 0), undefined, {
      signal: this.#closing.signal,
    });
    await sendFaulty(message, response, fault, () => this.#answer(request));
  }

  #answer(request: DemoRequest): Promise<Answer> {
    if (request.path.startsWith("/samples/")) return settled(this.#signed, request);
    const refusal = this.#refusalOf(request.headers["x-apikey"]);
    return refusal === undefined ? settled(this.#router, request) : Promise.resolve(answerTo(refusal));
  }

  #refusalOf(key: string | string[] | undefined): UpstreamError | undefined {
    if (key === undefined) {
      return new UpstreamError("AuthenticationRequiredError", "X-Apikey header is missing");
    }
    if (secretsEqual(String(key), this.key)) return undefined;
    return new UpstreamError("WrongCredentialsError", "Wrong API key");
  }
}

async function settled(router: Router, request: DemoRequest): Promise<Answer> {
  try {
    return await router.answer(request);
  } catch (error) {
    // A caller who left in the middle of his upload gets no answer at all.
    if (request.message.destroyed && !request.message.complete) throw error;
    return answerTo(error);
  }
}
