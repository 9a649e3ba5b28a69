import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

export interface Call {
  /** Sent as x-apikey. */
  readonly key?: string | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly rawBody?: string | Buffer | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body, decompressed. */
  readonly text: string;
  /** The parsed body; undefined when there is none. Tests look into it freely: their assertions are its types. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer is what is being tested, so no type can be claimed for it.
  readonly body: any;
  /** The body as it went over the wire. */
  readonly bytes: Buffer;
}

export type Exchange = (method: string, target: string, call?: Call) => Promise<Reply>;

/** Sends requests whose target goes over the wire exactly as written; fetch would tidy it up. */
export function exchangeWith(baseUrl: string): Exchange & Disposable {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(baseUrl);
  const exchange: Exchange = async (method, target, { key, body, rawBody, headers = {} } = {}) => {
    const payload = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
    const request = httpRequest({
      agent,
      hostname,
      port,
      method,
      path: target,
      headers: {
        ...(key !== undefined && { "x-apikey": key }),
        ...(payload !== undefined && {
          "content-type": "application/json",
          "content-length": String(Buffer.byteLength(payload)),
        }),
        ...headers,
      },
    });
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    request.on("error", reject);
    request.on("response", (response) => {
      buffer(response).then(
        (bytes) => resolve(toReply(response.statusCode ?? 0, response.headers, bytes)),
        reject,
      );
    });
    request.end(payload);
    return promise;
  };
  return Object.assign(exchange, { [Symbol.dispose]: () => agent.destroy() });
}

function toReply(status: number, headers: IncomingHttpHeaders, bytes: Buffer): Reply {
  const isGzip = headers["content-encoding"] === "gzip" && bytes.length > 0;
  const text = (isGzip ? gunzipSync(bytes) : bytes).toString();
  const isJson = headers["content-type"]?.startsWith("application/json") === true;
  return { status, headers, text, bytes, body: isJson && text !== "" ? JSON.parse(text) : undefined };
}
