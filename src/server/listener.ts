import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Log } from "../base/log.ts";
import type { ErrorResponse } from "../wire/error.ts";
import type { CallerLimits } from "./caller-limits.ts";
import type { ListenAddress } from "./setting-values.ts";

const KIB = 1024;
const HEADER_BYTES_MAX = 16 * KIB;
/** How long requests in flight may take to end once the server is told to close. */
const GRACE_MS = 10_000;
const IDLE_SWEEP_MS = 20;

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** The one port of the process: limits, an orderly end and a last resort around a request handler. */
export class Listener {
  readonly #server: Server;
  readonly #limits: CallerLimits;
  readonly #log: Log;

  constructor(handle: RequestHandler, limits: CallerLimits, log: Log) {
    this.#limits = limits;
    this.#log = log;
    this.#server = createServer(
      {
        maxHeaderSize: HEADER_BYTES_MAX,
        headersTimeout: limits.headersMs,
        requestTimeout: limits.requestMs,
        connectionsCheckingInterval: limits.checkMs,
        keepAliveTimeout: limits.keepAliveMs,
        // Links can do without the header, and Node would refuse its absence without a body.
        requireHostHeader: false,
      },
      (request, response) => this.#answer(handle, request, response),
    );
    // Node would answer 417 without a body to an expectation it does not know; we may ignore it (RFC 9110, 10.1.1).
    this.#server.on("checkExpectation", (request, response) => this.#answer(handle, request, response));
    // Who reads the body says when it may come, so that one that is not wanted is never sent.
    this.#server.on("checkContinue", (request, response) => this.#answer(handle, request, response));
    this.#server.on("connect", (_request, socket: Socket) => answerUnreadable({ code: "CONNECT" }, socket));
    this.#server.on("clientError", answerUnreadable);
    // Node would drop the 2001st header and all that follow; their size is bounded already.
    this.#server.maxHeadersCount = 0;
    this.#server.maxConnections = limits.connectionsMax;
    this.#server.setTimeout(limits.stallMs, (socket) => this.#endPause(socket));
  }

  /** Resolves with the base URL once connections are accepted. */
  async listen({ host, port }: ListenAddress): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ host, port }, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    const address = this.#server.address() as AddressInfo;
    return `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
  }

  /** Accepts nothing more, lets what is in flight end, and cuts off what takes too long. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    // A kept-alive connection that turns idle while closing would hold the process up.
    const sweep = setInterval(() => this.#server.closeIdleConnections(), IDLE_SWEEP_MS);
    const cutOff = setTimeout(() => this.#server.closeAllConnections(), GRACE_MS);
    await closed;
    clearInterval(sweep);
    clearTimeout(cutOff);
  }

  /** Nothing has passed for a while. Whoever waits for an answer may; whoever does not read the one he gets is given up. */
  #endPause(socket: Socket): void {
    const isKeptAlive = socket.timeout !== this.#limits.stallMs;
    if (isKeptAlive || socket.writableLength > 0) socket.destroy();
  }

  #answer(handle: RequestHandler, request: IncomingMessage, response: ServerResponse): void {
    if (hasTwoHosts(request)) {
      refuse(response, 400, envelope("BadRequestError", "The request has more than one Host header"));
      return;
    }
    try {
      handle(request, response);
    } catch (error) {
      // Thrown past everyone who could have answered; unheard, it would end the process and every other call in it.
      this.#log.error({ err: error }, "a request could not be handled");
      answerFailed(response);
    }
  }
}

/** Gives up a request whose body is not there in time. */
export function limitBodyTime(request: IncomingMessage, timeoutMs: number): void {
  const { headers, socket } = request;
  if (headers["transfer-encoding"] === undefined && (headers["content-length"] ?? "0") === "0") return;
  const timer = setTimeout(() => {
    if (!request.complete) answerUnreadable({ code: "ERR_HTTP_REQUEST_TIMEOUT" }, socket);
  }, timeoutMs);
  request.once("end", () => clearTimeout(timer));
  request.once("close", () => clearTimeout(timer));
}

const UNREADABLE: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: `The request headers are larger than ${HEADER_BYTES_MAX / KIB} KiB`,
  ERR_HTTP_REQUEST_TIMEOUT: "The request did not arrive in time",
  CONNECT: "Method CONNECT is not supported; Tollgate is no forward proxy",
};

function answerFailed(response: ServerResponse): void {
  const body = envelope("TransientError", "The server could not complete the request; try again later");
  if (response.headersSent) response.destroy();
  else refuse(response, 503, body);
}

function refuse(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, headersOf(body)).end(body);
}

/** Node keeps the first and hides the others, of which a proxy may have read another (RFC 9112, 3.2). */
function hasTwoHosts({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts > 1;
}

/** What is no HTTP never reaches a handler; it gets the same envelope all the same. */
function answerUnreadable(error: Pick<NodeJS.ErrnoException, "code">, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const message = UNREADABLE[error.code ?? ""] ?? "The request is not valid HTTP/1.1";
  const body = envelope("BadRequestError", message);
  const head = Object.entries(headersOf(body)).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 400 Bad Request\r\n${head.join("\r\n")}\r\n\r\n${body}`);
}

function envelope(code: ErrorResponse["error"]["code"], message: string): string {
  return JSON.stringify({ error: { code, message } } satisfies ErrorResponse);
}

function headersOf(body: string) {
  return {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    Connection: "close",
  };
}
