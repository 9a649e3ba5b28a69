import { connect, type Socket } from "node:net";

const CLOSED = "The server closed the connection";
const HEAD_END = "\r\n\r\n";

/** The next request to send, or undefined when there is no more. */
export type NextRequest = () => Buffer | undefined;

export interface LoadResult {
  readonly answers: number;
  readonly elapsedSeconds: number;
  readonly perSecond: number;
  /** Part of the time for which the generator itself used its core. Far below 1, or it is what was measured. */
  readonly generatorBusy: number;
}

/**
 * Kept-alive connections that each send a request as soon as the one before was answered. Requests are ready-made bytes
 * and answers are only told apart, by Content-Length, so that the generator costs a fraction of any server; an answer
 * with another status than 200 ends the run.
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

  /** Sends until `next` has nothing more and all is answered. */
  async run(next: NextRequest): Promise<LoadResult> {
    const cpuBefore = process.cpuUsage();
    const startMs = performance.now();
    const counts = await Promise.all(this.#connections.map((connection) => connection.run(next)));
    const elapsedSeconds = (performance.now() - startMs) / 1000;
    const { user, system } = process.cpuUsage(cpuBefore);
    const answers = counts.reduce((sum, count) => sum + count, 0);
    return {
      answers,
      elapsedSeconds,
      perSecond: answers / elapsedSeconds,
      generatorBusy: (user + system) / 1e6 / elapsedSeconds,
    };
  }

  [Symbol.dispose](): void {
    for (const connection of this.#connections) connection.close();
  }
}

/** All requests, over and over, for a while. */
export function cycle(requests: readonly Buffer[], durationMs: number): NextRequest {
  const endMs = performance.now() + durationMs;
  let position = 0;
  return () => (performance.now() < endMs ? requests[position++ % requests.length] : undefined);
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

/** What is left of a run on one connection. */
interface Run {
  readonly next: NextRequest;
  readonly done: PromiseWithResolvers<number>;
  answers: number;
}

class Connection {
  readonly #socket: Socket;
  #run: Run | undefined;
  #received: Buffer = Buffer.alloc(0);

  static async open(url: URL): Promise<Connection> {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return new Connection(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes: Buffer) => this.#take(bytes));
    socket.on("error", (error) => this.#run?.done.reject(error));
    socket.on("close", () => this.#run?.done.reject(new Error(CLOSED)));
  }

  run(next: NextRequest): Promise<number> {
    if (this.#socket.destroyed) return Promise.reject(new Error(CLOSED));
    const done = Promise.withResolvers<number>();
    this.#run = { next, done, answers: 0 };
    this.#sendNext(this.#run);
    return done.promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #sendNext(run: Run): void {
    const request = run.next();
    if (request !== undefined) {
      this.#socket.write(request);
      return;
    }
    this.#run = undefined;
    run.done.resolve(run.answers);
  }

  #take(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    const run = this.#run;
    if (run === undefined) return;
    try {
      if (!isWhole(this.#received)) return;
      this.#received = Buffer.alloc(0);
      run.answers += 1;
      this.#sendNext(run);
    } catch (error) {
      run.done.reject(error);
    }
  }
}

/** Whether one whole answer has arrived; raises an Error when it is none with status 200. */
function isWhole(received: Buffer): boolean {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd === -1) return false;
  const head = received.toString("latin1", 0, headEnd);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (!head.startsWith("HTTP/1.1 200 ") || length === undefined) {
    throw new Error(`Unexpected answer: ${received.toString("utf8").slice(0, 500)}`);
  }
  return received.length >= headEnd + HEAD_END.length + Number(length);
}
