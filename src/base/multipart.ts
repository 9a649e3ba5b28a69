/** That a body is no form after all. */
export class MalformedFormError extends Error {}

export interface PartHeaders {
  /** Of the form's field. */
  readonly name: string;
  readonly filename: string | undefined;
}

export type TakeBytes = (bytes: Buffer) => void;

const HEADERS_BYTES_MAX = 16 * 1024;
const END_OF_HEADERS = "\r\n\r\n";

/** The boundary that a content type announces (RFC 2046, 5.1.1); undefined for anything but multipart/form-data. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const match = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(
    contentType ?? "",
  );
  return match?.[1] ?? match?.[2];
}

/** Takes a form apart while it arrives and keeps no more of it than the end of the last chunk. */
export class MultipartReader {
  readonly #delimiter: Buffer;
  readonly #beginPart: (headers: PartHeaders) => TakeBytes;
  /** The first delimiter has no line before it; here it does, so that it is like the others. */
  #rest: Buffer = Buffer.from("\r\n");
  #state: "body" | "headers" | "ended" = "body";
  /** What stands before the first part is nobody's. */
  #take: TakeBytes = () => {};

  constructor(boundary: string, beginPart: (headers: PartHeaders) => TakeBytes) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
    this.#beginPart = beginPart;
  }

  get hasEnded(): boolean {
    return this.#state === "ended";
  }

  /** Raises MalformedFormError. */
  push(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (this.#state === "body" ? this.#readBody() : this.#readHeaders()) {
      // Each step leaves less to read.
    }
  }

  /** Returns whether there is more to read. */
  #readBody(): boolean {
    const end = this.#rest.indexOf(this.#delimiter);
    // A delimiter may have begun in the last bytes.
    const known = end === -1 ? Math.max(0, this.#rest.length - this.#delimiter.length + 1) : end;
    if (known > 0) this.#take(this.#rest.subarray(0, known));
    this.#rest = this.#rest.subarray(end === -1 ? known : end + this.#delimiter.length);
    if (end !== -1) this.#state = "headers";
    return end !== -1;
  }

  #readHeaders(): boolean {
    if (this.#state === "ended" || this.#rest.subarray(0, 2).toString("latin1") === "--") {
      this.#state = "ended";
      this.#rest = Buffer.alloc(0);
      return false;
    }
    const end = this.#rest.indexOf(END_OF_HEADERS);
    if (end === -1 && this.#rest.length <= HEADERS_BYTES_MAX) return false;
    if (end === -1) throw new MalformedFormError("The headers of a part are too large");
    this.#take = this.#beginPart(parseHeaders(this.#rest.subarray(0, end).toString()));
    this.#rest = this.#rest.subarray(end + END_OF_HEADERS.length);
    this.#state = "body";
    return true;
  }
}

function parseHeaders(text: string): PartHeaders {
  const disposition = /^content-disposition:(.*)$/im.exec(text)?.[1] ?? "";
  const fieldOf = (name: string) => new RegExp(`[;\\s]${name}="([^"]*)"`, "i").exec(disposition)?.[1];
  return { name: fieldOf("name") ?? "", filename: fieldOf("filename") };
}
