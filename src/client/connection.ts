import { ClientError } from "./client-error.ts";
import { failureOfAnswer, failureOfCall } from "./failures.ts";

const TIMEOUT_MS = 60_000;
const STREAM_TIMEOUT_MS = 15 * 60_000;
/** The most that one page can hold. */
const PAGE_LIMIT = 40;

/** Query parameters; an undefined one is left out. */
export type Params = Readonly<Record<string, string | number | undefined>>;

/** Headers of one call, by name. */
export type CallHeaders = Readonly<Record<string, string>>;

export interface ConnectionOptions {
  /** How long one call may take. */
  readonly timeoutMs?: number;
  /** What the server is told of its caller. */
  readonly userAgent?: string;
  /** Told after every page that `iterate` has received, with the number of objects so far. */
  readonly onProgress?: (received: number) => void;
}

/** A part of a collection. Without a cursor it is the last. */
export interface Page<Item> {
  readonly data: readonly Item[];
  readonly meta?: { readonly cursor?: string; readonly count?: number };
}

/** Calls the API of one server with one key, or in a browser's session; everything it raises is a ClientError. */
export class Connection {
  readonly url: string;
  /** Of the session that changes are made in; known once there is one. */
  csrfToken: string | undefined;
  readonly #key: string | undefined;
  readonly #options: ConnectionOptions;

  /** `url` is the server's own address, before /api/v3. */
  constructor(url: string, key: string | undefined, options: ConnectionOptions = {}) {
    this.url = url.replace(/\/+$/, "");
    this.#key = key;
    this.#options = options;
  }

  async get<Answer>(path: string, params: Params = {}): Promise<Answer> {
    return this.#call<Answer>("GET", path + queryOf(params));
  }

  async post<Answer>(path: string, body: unknown, headers: CallHeaders = {}): Promise<Answer> {
    return this.#call<Answer>("POST", path, body, headers);
  }

  async patch<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#call<Answer>("PATCH", path, body);
  }

  async delete(path: string, headers: CallHeaders = {}): Promise<void> {
    await this.#call("DELETE", path, undefined, headers);
  }

  /** One page of a collection; `cursor` is the one of the page before. */
  async page<Item>(path: string, params: Params = {}): Promise<Page<Item>> {
    return this.get<Page<Item>>(path, { limit: PAGE_LIMIT, ...params });
  }

  /** Every object of a collection, page by page. */
  async *iterate<Item>(path: string, params: Params = {}): AsyncGenerator<Item, void, undefined> {
    let cursor: string | undefined;
    let received = 0;
    do {
      const page: Page<Item> = await this.page<Item>(path, { ...params, cursor });
      received += page.data.length;
      this.#options.onProgress?.(received);
      yield* page.data;
      if (cursor !== undefined && page.meta?.cursor === cursor) {
        throw new ClientError(
          "UnexpectedAnswer",
          `${this.url} answers ${path} with the same page for ever`,
          200,
        );
      }
      cursor = page.meta?.cursor;
    } while (cursor !== undefined);
  }

  /** The text of an answer as it arrives, however long it is. */
  async *stream(path: string, params: Params = {}): AsyncGenerator<string, void, undefined> {
    try {
      const response = await fetch(`${this.url}/api/v3${path}${queryOf(params)}`, {
        headers: this.#identity("GET"),
        redirect: "error",
        signal: AbortSignal.timeout(STREAM_TIMEOUT_MS),
      });
      if (response.status !== 200) throw failureOfAnswer(this.url, response.status, await response.text());
      const decoder = new TextDecoder();
      for await (const bytes of response.body ?? []) yield decoder.decode(bytes, { stream: true });
    } catch (error) {
      throw failureOfCall(this.url, STREAM_TIMEOUT_MS, error);
    }
  }

  async #call<Answer>(
    method: string,
    path: string,
    body?: unknown,
    headers: CallHeaders = {},
  ): Promise<Answer> {
    const timeoutMs = this.#options.timeoutMs ?? TIMEOUT_MS;
    try {
      const response = await fetch(`${this.url}/api/v3${path}`, {
        method,
        headers: {
          ...this.#identity(method),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // A redirect would carry the key to wherever the answer says.
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      });
      return parseAnswer<Answer>(this.url, response.status, await response.text());
    } catch (error) {
      throw failureOfCall(this.url, timeoutMs, error);
    }
  }

  /** Without a key it is the browser that says who calls, and what it is unless an option does. */
  #identity(method: string): CallHeaders {
    const { userAgent } = this.#options;
    if (this.#key !== undefined) {
      return { "x-apikey": this.#key, "user-agent": userAgent ?? "tollgate-client" };
    }
    return {
      ...(userAgent !== undefined && { "user-agent": userAgent }),
      ...(method !== "GET" && this.csrfToken !== undefined && { "x-csrf-token": this.csrfToken }),
    };
  }
}

function queryOf(params: Params): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size === 0 ? "" : `?${query}`;
}

/** The server's own tests hold its answers to the schemas that `Answer` is made of. */
function parseAnswer<Answer>(url: string, status: number, text: string): Answer {
  if (status !== 200) throw failureOfAnswer(url, status, text);
  try {
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  } catch {
    throw failureOfAnswer(url, status, text);
  }
}
