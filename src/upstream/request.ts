import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { UpstreamError } from "./upstream-error.ts";
import type { World } from "./world.ts";

const BODY_BYTES_MAX = 1024 * 1024;

/** What is the same for every call to one demo. */
export interface Surroundings {
  readonly world: World;
  readonly key: string;
  /** How often an analysis is still under way when it is asked for. */
  readonly pollsUntilCompleted: number;
  /** Whether a download is redirected to its signed address, as VirusTotal does, or answered at once. */
  readonly redirectsDownloads: boolean;
}

export interface DemoRequest extends Surroundings {
  readonly method: string;
  /** Without the query, and as it came. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** What absolute links begin with, without a slash at its end. */
  readonly baseUrl: string;
  readonly message: IncomingMessage;
}

export type Params = Readonly<Record<string, string>>;

/** Raises BadRequestError for a body that is larger than any but an upload has to be. */
export async function readText(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) throw new UpstreamError("BadRequestError", "The body is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The body's `data.attributes`; raises BadRequestError. */
export async function readAttributes(message: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const body = parseJson(await readText(message));
  const attributes = memberOf(memberOf(body, "data"), "attributes");
  if (!isRecord(attributes)) throw new UpstreamError("BadRequestError", "data.attributes is missing");
  return attributes;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UpstreamError("BadRequestError", "The body is not valid JSON");
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function memberOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}
