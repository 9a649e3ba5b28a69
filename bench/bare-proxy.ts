import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Dispatcher, Pool } from "undici";

/**
 * The yardstick for the gateway: what it costs to pass a call on and its answer back, as they are, and nothing else.
 * node bench/bare-proxy.ts UPSTREAM
 */
const [upstream = ""] = process.argv.slice(2);

/** Connections are idle while another server has its turn. */
const KEEP_ALIVE_TIMEOUT_MS = 600_000;

class Passing implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;
  #contentLength = -1;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  onRequestStart(): void {}

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#contentLength = Number(headers["content-length"] ?? -1);
    this.#response.writeHead(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (chunk.length === this.#contentLength) {
      this.#response.end(chunk);
      return;
    }
    if (this.#response.write(chunk)) return;
    controller.pause();
    this.#response.once("drain", () => controller.resume());
  }

  onResponseEnd(): void {
    if (!this.#response.writableEnded) this.#response.end();
  }

  onResponseError(): void {
    this.#response.destroy();
  }
}

const pool = new Pool(upstream);
const server = createServer({ keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS }, (request, response) => {
  pool.dispatch(optionsOf(request), new Passing(response));
});
server.listen(0, "127.0.0.1", () => {
  console.log(`The bare proxy listens on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once("SIGTERM", () => process.exit(0));

function optionsOf(request: IncomingMessage): Dispatcher.DispatchOptions {
  const { url = "", method = "GET", rawHeaders } = request;
  const hasBody = method !== "GET" && method !== "HEAD";
  return { path: url, method, headers: rawHeaders, body: hasBody ? request : null };
}
