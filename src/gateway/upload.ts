import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { type AccessError, badRequest } from "../model/errors.ts";
import type { UploadedFile } from "./uploaded-file.ts";

const MIB = 1024 * 1024;
/** VirusTotal takes 650 MB. */
export const UPLOAD_BYTES_MAX = 1024 * MIB;
/**
 * The body of a request on its way to an upstream, at the upstream's pace. It can be given up without
 * breaking the connection to the caller, who is still to be told why.
 */
export class Upload extends Readable {
  /** What it is, where anybody wants to know. */
  readonly file: UploadedFile | undefined;
  readonly #request: IncomingMessage;
  readonly #idle: NodeJS.Timeout;
  #bytes = 0;
  /** Whether it is the upstream that keeps the body waiting. */
  #isHeld = false;

  /** `idleMs`: how long the caller may pause. */
  constructor(request: IncomingMessage, idleMs: number, file?: UploadedFile) {
    super();
    this.file = file;
    this.#request = request;
    this.#idle = setTimeout(() => this.#expire(), idleMs);
    // Whoever reads hears of errors; one that comes once he has gone must not end the process.
    this.on("error", () => {});
    request.on("data", this.#onData);
    request.on("end", this.#onEnd);
    request.on("error", this.#onBroken);
    request.on("close", this.#onBroken);
    request.pause();
  }

  override _read(): void {
    this.#isHeld = false;
    this.#idle.refresh();
    this.#request.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#detach();
    done(error);
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#bytes += chunk.length;
    if (this.#bytes > UPLOAD_BYTES_MAX) {
      this.#give(tooLarge());
      return;
    }
    this.#idle.refresh();
    this.file?.push(chunk);
    if (this.push(chunk)) return;
    this.#isHeld = true;
    this.#request.pause();
  };

  readonly #onEnd = (): void => {
    this.#detach();
    this.push(null);
  };

  readonly #onBroken = (): void => this.#give(badRequest("The request body broke off"));

  #expire(): void {
    if (this.#isHeld) this.#idle.refresh();
    else this.#give(badRequest("The request body did not arrive in time"));
  }

  #give(error: AccessError): void {
    this.#detach();
    this.destroy(error);
  }

  #detach(): void {
    clearTimeout(this.#idle);
    this.#request.off("data", this.#onData);
    this.#request.off("end", this.#onEnd);
    this.#request.off("error", this.#onBroken);
    this.#request.off("close", this.#onBroken);
  }
}

/** Whether a body comes with the request. */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

/** Raises BadRequestError for a body that cannot be passed on as it is. */
export function requirePassable({ headers }: IncomingMessage): void {
  if (Number(headers["content-length"] ?? 0) > UPLOAD_BYTES_MAX) throw tooLarge();
  const coding = headers["transfer-encoding"];
  if (coding !== undefined && coding.toLowerCase() !== "chunked") {
    // It would reach the upstream without its coding being undone or announced.
    throw badRequest('The request body must have no other transfer coding than "chunked"');
  }
}

function tooLarge(): AccessError {
  return badRequest(`The request body is larger than ${UPLOAD_BYTES_MAX / MIB} MiB`);
}
