import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { boundaryOf, MultipartReader, type TakeBytes } from "../base/multipart.ts";

/** The field of VirusTotal's form that holds the file. */
const FIELD = "file";
const NOBODYS: TakeBytes = () => {};

/**
 * The file in an upload, while it passes. Of a form that two servers could read in two ways it is not known what is
 * uploaded: one of its readings could be a file that is new, and the other the one that counts.
 */
export class UploadedFile {
  readonly #hashes;
  readonly #reader: MultipartReader;
  #files = 0;
  #isReadable = true;
  #ids: readonly string[] | undefined;

  /** undefined when the body is no form whose file could be recognised. */
  static of(headers: IncomingHttpHeaders, algorithms: readonly string[]): UploadedFile | undefined {
    const type = headers["content-type"];
    const boundary = boundaryOf(type);
    if (algorithms.length === 0 || boundary === undefined || headers["content-encoding"] !== undefined) {
      return undefined;
    }
    return type?.match(/boundary/gi)?.length === 1 ? new UploadedFile(boundary, algorithms) : undefined;
  }

  private constructor(boundary: string, algorithms: readonly string[]) {
    this.#hashes = algorithms.map((algorithm) => createHash(algorithm));
    this.#reader = new MultipartReader(boundary, ({ name }) => {
      if (name.toLowerCase() !== FIELD) return NOBODYS;
      this.#files += 1;
      return (bytes) => {
        for (const hash of this.#hashes) hash.update(bytes);
      };
    });
  }

  push(chunk: Buffer): void {
    if (!this.#isReadable) return;
    try {
      this.#reader.push(chunk);
    } catch {
      this.#isReadable = false;
    }
  }

  /** Its ids; none when it is not known. To be asked when all of it has passed. */
  get ids(): readonly string[] {
    if (!this.#isReadable || !this.#reader.hasEnded || this.#files !== 1) return [];
    this.#ids ??= this.#hashes.map((hash) => hash.digest("hex"));
    return this.#ids;
  }
}
