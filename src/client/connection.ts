import { ClientError } from "./client-error.ts";
import { failureOfAnswer, failureOfCall } from "./failures.ts";

const TIMEOUT_MS = 60_000;
/** The most that one page can hold. */
const PAGE_LIMIT = 40;

/** Query parameters; an undefined one is left out. */
export type Params = Readonly<Record<string, string | number | undefined>>;

export interface ConnectionOptions {
  /** How long one call may take. */
  readonly timeoutMs?: number;
  /** What the server is told of its caller. */
  readonly userAgent?: string;
  /**
   * The `csrf_token` of the session whose cookie a browser sends along, for calls that change something; undefined while
   * nobody is signed in.
   */
  readonly csrfToken?: () => string | undefined;
  /** Told after every page that `iterate` has received, with the number of objects so far. */
  readonly onProgress?: (received: number) => void;
}

interface Page<Item> {
  readonly data: readonly Item[];
  readonly meta?: { readonly cursor?: string };
}

/** Calls the API of one server with one key, or in a browser with its session; everything it raises is a ClientError. */
export class Connection {
  readonly url: string;
  readonly #key: string | undefined;
  readonly #options: ConnectionOptions;

  /** `url` is the server's own address, before /api/v3. Without a key only the session speaks for the caller. */
  constructor(url: string, key: string | undefined, options: ConnectionOptions = {}) {
    this.url = url.replace(/\/+$/, "");
    this.#key = key;
    this.#options = options;
  }

  async get<Answer>(path: string, params: Params = {}): Promise<Answer> {
    return this.#call<Answer>("GET", path + queryOf(params));
  }

  async post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#call<Answer>("POST", path, body);
  }

  async patch<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#call<Answer>("PATCH", path, body);
  }

  async delete(path: string): Promise<void> {
    await this.#call("DELETE", path);
  }

  /** Every object of a collection, page by page. */
  async *iterate<Item>(path: string, params: Params = {}): AsyncGenerator<Item, void, undefined> {
    let cursor: string | undefined;
    let received = 0;
    do {
      const page: Page<Item> = await this.get<Page<Item>>(path, { limit: PAGE_LIMIT, ...params, cursor });
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

  #identity(method: string): Record<string, string> {
    const { userAgent = "tollgate-client", csrfToken } = this.#options;
    if (this.#key !== undefined) return { "x-apikey": this.#key, "user-agent": userAgent };
    const token = method === "GET" ? undefined : csrfToken?.();
    return token === undefined ? {} : { "x-csrf-token": token };
  }

  async #call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const timeoutMs = this.#options.timeoutMs ?? TIMEOUT_MS;
    try {
      const response = await fetch(`${this.url}/api/v3${path}`, {
        method,
        headers: {
          ...this.#identity(method),
          ...(body !== undefined && { "content-type": "application/json" }),
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
