import { Connection, type Waiting } from "./connection.ts";
import { Latencies } from "./latencies.ts";

const HEAD_END = "\r\n\r\n";

/** The next request to send now, by performance.now(), or undefined when there is no more. */
export type NextRequest = (nowMs: number) => Buffer | undefined;

export interface LoadResult {
  readonly answers: number;
  readonly elapsedSeconds: number;
  readonly perSecond: number;
  readonly latencies: Latencies;
  /** Part of the time for which the generator itself used its core. Far below 1, or it is what was measured. */
  readonly generatorBusy: number;
}

/**
 * Kept-alive connections. Requests are ready-made bytes and answers are only told apart, so that the generator costs a
 * fraction of any server; an answer with another status than 200 ends the run.
 */
export class Load implements Disposable {
  readonly #connections: readonly Connection[];

  static async connect(url: URL, connections: number): Promise<Load> {
    const opened = Array.from({ length: connections }, () => Connection.open(url));
    return new Load(await Promise.all(opened));
  }

  private constructor(connections: readonly Connection[]) {
    this.#connections = connections;
  }

  /** Every connection sends a request as soon as the one before was answered, until `next` has nothing more. */
  run(next: NextRequest): Promise<LoadResult> {
    return this.#measured((latencies) => runClosed(this.#connections, next, latencies));
  }

  /**
   * So many requests a second, whatever the answers do: one that finds every connection taken waits, and the wait is part
   * of its time. They are sent in the ticks of a millisecond timer, and their time begins with the tick.
   */
  runAtRate(requests: readonly Buffer[], perSecond: number, durationMs: number): Promise<LoadResult> {
    const rate = { perSecond, durationMs };
    return this.#measured((latencies) => runOpen(this.#connections, requests, rate, latencies));
  }

  [Symbol.dispose](): void {
    for (const connection of this.#connections) connection.close();
  }

  async #measured(run: (latencies: Latencies) => Promise<void>): Promise<LoadResult> {
    const latencies = new Latencies();
    const cpuBefore = process.cpuUsage();
    const startMs = performance.now();
    await run(latencies);
    const elapsedSeconds = (performance.now() - startMs) / 1000;
    const { user, system } = process.cpuUsage(cpuBefore);
    const answers = latencies.count;
    return {
      answers,
      elapsedSeconds,
      perSecond: answers / elapsedSeconds,
      latencies,
      generatorBusy: (user + system) / 1e6 / elapsedSeconds,
    };
  }
}

/** All requests, over and over, for a while that begins with the first. */
export function cycle(requests: readonly Buffer[], durationMs: number): NextRequest {
  let endMs: number | undefined;
  let position = 0;
  return (nowMs) => {
    endMs ??= nowMs + durationMs;
    return nowMs < endMs ? requests[position++ % requests.length] : undefined;
  };
}

/** Each request once. */
export function once(requests: readonly Buffer[]): NextRequest {
  let position = 0;
  return () => requests[position++];
}

export function getRequest(path: string, headers: Readonly<Record<string, string>> = {}): Buffer {
  const lines = Object.entries({ host: "127.0.0.1", ...headers }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`GET ${path} HTTP/1.1`, ...lines].join("\r\n") + HEAD_END);
}

function runClosed(
  connections: readonly Connection[],
  next: NextRequest,
  latencies: Latencies,
): Promise<void> {
  const done = Promise.withResolvers<void>();
  let busy = connections.length;
  const sendNext = (connection: Connection, nowMs: number) => {
    const request = next(nowMs);
    if (request !== undefined) {
      connection.send(request, nowMs, waiting);
      return;
    }
    busy -= 1;
    if (busy === 0) done.resolve();
  };
  const waiting: Waiting = {
    answered: (connection) => {
      const nowMs = performance.now();
      latencies.add(nowMs - connection.startMs);
      sendNext(connection, nowMs);
    },
    failed: done.reject,
  };
  for (const connection of connections) sendNext(connection, performance.now());
  return done.promise;
}

async function runOpen(
  connections: readonly Connection[],
  requests: readonly Buffer[],
  { perSecond, durationMs }: { readonly perSecond: number; readonly durationMs: number },
  latencies: Latencies,
): Promise<void> {
  const done = Promise.withResolvers<void>();
  const total = Math.round((perSecond * durationMs) / 1000);
  const free = [...connections];
  /** When each request was due that has found no connection yet. */
  const dueMs: number[] = [];
  let [sent, due] = [0, 0];
  const send = (connection: Connection, startMs: number) => {
    const request = requests[sent % requests.length];
    sent += 1;
    if (request !== undefined) connection.send(request, startMs, waiting);
  };
  const waiting: Waiting = {
    answered: (connection) => {
      latencies.add(performance.now() - connection.startMs);
      const startMs = dueMs.shift();
      if (startMs === undefined) free.push(connection);
      else send(connection, startMs);
      if (latencies.count === total) done.resolve();
    },
    failed: done.reject,
  };
  const beginMs = performance.now();
  const ticks = setInterval(() => {
    const nowMs = performance.now();
    const dueByNow = Math.min(total, Math.floor(((nowMs - beginMs) * perSecond) / 1000));
    for (; due < dueByNow; due += 1) {
      const connection = free.pop();
      if (connection === undefined) dueMs.push(nowMs);
      else send(connection, nowMs);
    }
  }, 1);
  try {
    await done.promise;
  } finally {
    clearInterval(ticks);
  }
}
