import type { IncomingHttpHeaders } from "node:http";
import { readably } from "./answer-body.ts";
import { decode } from "./content-coding.ts";
import { textOf } from "./headers.ts";

const KIB = 1024;
/** Answers up to this length are had whole before they are charged for, so that one that breaks off is free. */
export const HELD_BYTES_MAX = 64 * KIB;
const MESSAGE_LENGTH_MAX = 300;

/** What has come of an answer so far. */
export class HeldAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly isJson: boolean;
  /** Whether people or programs read it as text, JSON included: what the upstream's key could stand in. */
  readonly isText: boolean;
  /** In lower case; undefined for none. */
  readonly coding: string | undefined;
  /** Whether the request was a HEAD, whose answer has the headers of a body alone. */
  readonly #isHead: boolean;
  #chunks: Buffer[] = [];
  #length = 0;
  #decoded: Buffer | undefined;
  /** Whether all of it is here. */
  isComplete = false;

  constructor(status: number, headers: IncomingHttpHeaders, isHead: boolean) {
    this.status = status;
    this.headers = headers;
    this.#isHead = isHead;
    const type = contentType(textOf(headers["content-type"]) ?? "");
    this.isJson = type === "application/json" || type.endsWith("+json") || type === "text/json";
    this.isText =
      this.isJson || type.startsWith("text/") || type === "application/xml" || type.endsWith("+xml");
    const coding = textOf(headers["content-encoding"])?.trim().toLowerCase();
    this.coding = coding === "" || coding === "identity" ? undefined : coding;
  }

  get hasNoBody(): boolean {
    return this.#isHead || this.status === 204 || this.status === 304;
  }

  /** Whether it is worth waiting for the whole of it. */
  get isToBeHeld(): boolean {
    if (this.hasNoBody || this.status >= 400 || this.isText) return true;
    const length = textOf(this.headers["content-length"]);
    return length !== undefined && Number(length) <= HELD_BYTES_MAX;
  }

  /** False when that is more than is to be held. */
  add(chunk: Buffer): boolean {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    return this.#length <= HELD_BYTES_MAX;
  }

  /** What is here, and is given away by this. */
  take(): Buffer {
    const [first] = this.#chunks;
    const bytes = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    this.#chunks = [];
    return bytes;
  }

  /** All of it, decoded; to be asked for once it is complete. Raises FailedDependencyError. */
  decoded(): Buffer {
    if (this.#decoded === undefined) {
      const bytes = this.take();
      this.#chunks = [bytes];
      this.#decoded = readably(() => decode(this.coding, bytes));
    }
    return this.#decoded;
  }

  /** The sentence of an error in VirusTotal's envelope. */
  errorMessage(): string | undefined {
    if (!this.isJson || !this.isComplete || this.hasNoBody) return undefined;
    try {
      const message = JSON.parse(this.decoded().toString())?.error?.message;
      return typeof message === "string" ? message.slice(0, MESSAGE_LENGTH_MAX) : undefined;
    } catch {
      return undefined;
    }
  }
}

/** In lower case, without parameters; empty when it is not said. */
function contentType(header: string): string {
  // What nearly every answer is.
  if (header === "application/json" || header === "application/json; charset=utf-8")
    return "application/json";
  return header.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}
