import { DemoUpstream, type DemoUpstreamOptions } from "../../src/upstream/demo-upstream.ts";
import { type Call, exchangeWith, type Reply } from "../exchange.ts";

export interface Demo extends AsyncDisposable {
  readonly upstream: DemoUpstream;
  /** A call with the right key; `path` comes after /api/v3. */
  get(path: string): Promise<Reply>;
  request(method: string, path: string, call?: Call): Promise<Reply>;
  /** A call to any target, with the right key. */
  requestTarget(method: string, target: string, call?: Call): Promise<Reply>;
  /** Follows `links.next` to the end; the pages' data. */
  pages(path: string): Promise<{ readonly type: string; readonly id: string }[][]>;
}

export async function startDemo(options: DemoUpstreamOptions = {}): Promise<Demo> {
  await using resources = new AsyncDisposableStack();
  const upstream = resources.use(await DemoUpstream.start(options));
  const exchange = resources.use(exchangeWith(upstream.url));
  const requestTarget: Demo["requestTarget"] = (method, target, call) =>
    exchange(method, target, { key: upstream.key, ...call });
  const request: Demo["request"] = (method, path, call) => requestTarget(method, `/api/v3${path}`, call);
  const kept = resources.move();
  return {
    upstream,
    get: (path) => request("GET", path),
    request,
    requestTarget,
    async pages(path) {
      const pages: { readonly type: string; readonly id: string }[][] = [];
      for (let target: string | undefined = `/api/v3${path}`; target !== undefined; ) {
        const { body } = await requestTarget("GET", target);
        pages.push(body.data);
        target = body.links.next?.slice(upstream.url.length);
      }
      return pages;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const BOUNDARY = "a-boundary";

/** The form that carries one file. */
export function formOf(content: Buffer | string, filename = "sample.bin"): Call {
  const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="${filename}"\r\n\r\n`;
  return {
    rawBody: Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]),
    headers: { "content-type": `multipart/form-data; boundary=${BOUNDARY}` },
  };
}
