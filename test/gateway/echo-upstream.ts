import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What reached the upstream. */
export interface Received {
  readonly method: string;
  readonly url: string;
  /** Names as they were written and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage["headers"];
  readonly message: IncomingMessage;
}

/** An upstream that answers as a test says, and remembers what it was asked. */
export class EchoUpstream {
  readonly url: string;
  readonly received: Received[] = [];
  readonly #server: Server;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(answer: RequestListener): Promise<EchoUpstream> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const upstream = new EchoUpstream(server, `http://127.0.0.1:${port}`);
    server.on("request", (message, response) => {
      const { method = "", url = "", rawHeaders, headers } = message;
      upstream.received.push({ method, url, rawHeaders, headers, message });
      answer(message, response);
    });
    return upstream;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }
}

/** Answers every call with this JSON. */
export function answering(
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): RequestListener {
  return (message, response) => {
    message.resume();
    const text = typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(text);
  };
}
