import type { IncomingMessage, ServerResponse } from "node:http";
import { type ConsoleFile, ConsoleFiles } from "./console-files.ts";

/** First segments of paths that the server answers itself; the console's own views are at all others. */
const SERVER_SEGMENTS = ["api", "authorize", "healthz", "readyz", "metrics", "oidc", "test"];
const PAGE = "index.html";
const ASSETS = "/assets/";

/** Only the console's own files run or style anything: no script or style that got into a page does. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const HEADERS = {
  "x-content-type-options": "nosniff",
  // Links of invitations and of new passwords have their secret in the address.
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

const NOT_BUILT = `Tollgate is running, but its console has not been built: run "npm run build" and start again.
The API is at api/v3, and describes itself at api/v3/openapi.json.
`;

/** The door of the web console: its files, and its one page at the path of every view. */
export class WebConsole {
  readonly #files: ConsoleFiles | undefined;
  readonly #pageHeaders: Readonly<Record<string, string>>;

  /** `folder` is where it was built; a folder that is not there, or none, makes a server without a console. */
  constructor(folder: string | undefined, publicUrl: string | undefined) {
    const basePath = new URL(publicUrl ?? "http://localhost").pathname.replace(/\/*$/, "/");
    this.#files = folder === undefined ? undefined : ConsoleFiles.in(folder, basePath);
    this.#pageHeaders = publicUrl?.startsWith("https:") ? { ...PAGE_HEADERS, ...TLS_ONLY } : PAGE_HEADERS;
  }

  /** Answers what is the console's. False: it is somebody else's, and nothing was done. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== "GET" && request.method !== "HEAD") return false;
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    if (this.#files === undefined) return path === "/" && namesHtml(request) && sayNotBuilt(response);
    if (path.startsWith(ASSETS)) {
      const file = this.#files.get(path.slice(1));
      return file !== undefined && send(file, { "cache-control": IMMUTABLE }, request, response);
    }
    if (!isViewPath(path) || !(namesHtml(request) || (path === "/" && acceptsAnything(request))))
      return false;
    const page = this.#files.get(PAGE);
    return page !== undefined && send(page, this.#pageHeaders, request, response);
  }
}

/** The name of an asset has the hash of its content in it. */
const IMMUTABLE = "public, max-age=31536000, immutable";

const PAGE_HEADERS = {
  "cache-control": "no-cache",
  "content-security-policy": POLICY,
};

/** Source: RFC 6797. Of this host alone: what else its domain serves is not ours to decide. */
const TLS_ONLY = { "strict-transport-security": "max-age=31536000" };

function isViewPath(path: string): boolean {
  return path.startsWith("/") && !SERVER_SEGMENTS.includes(path.split("/", 2)[1] ?? "");
}

/** Programs that ask for a path that does not exist get the API's envelope, people the console's words. */
function namesHtml({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes("text/html") === true;
}

function acceptsAnything({ headers }: IncomingMessage): boolean {
  return headers.accept === undefined || headers.accept.includes("*/*");
}

function send(
  file: ConsoleFile,
  headers: Readonly<Record<string, string>>,
  request: IncomingMessage,
  response: ServerResponse,
): true {
  const { bytes, coding } = file.encodedFor(request.headers["accept-encoding"]);
  const common = { ...HEADERS, ...headers, etag: file.etag, vary: "Accept, Accept-Encoding" };
  if (request.headers["if-none-match"]?.includes(file.etag)) {
    response.writeHead(304, common).end();
    return true;
  }
  response.writeHead(200, {
    ...common,
    "content-type": file.contentType,
    "content-length": bytes.length,
    ...(coding !== undefined && { "content-encoding": coding }),
  });
  response.end(request.method === "HEAD" ? undefined : bytes);
  return true;
}

function sayNotBuilt(response: ServerResponse): true {
  response.writeHead(200, { ...HEADERS, "content-type": "text/plain; charset=utf-8" }).end(NOT_BUILT);
  return true;
}
