const ASTERISK = 0x2a;

/** Overwrites a secret wherever it stands in a body that passes in pieces; its length stays what it was. */
export class KeyMask {
  readonly #secret: Buffer;
  #rest: Buffer = EMPTY;
  #hasChanged = false;

  constructor(secret: string) {
    this.#secret = Buffer.from(secret);
  }

  /** Whether anything was overwritten so far. */
  get hasChanged(): boolean {
    return this.#hasChanged;
  }

  /** A whole body, which is changed in place. */
  overwrite(bytes: Buffer): void {
    for (let at = bytes.indexOf(this.#secret); at !== -1; at = bytes.indexOf(this.#secret, at)) {
      bytes.fill(ASTERISK, at, at + this.#secret.length);
      this.#hasChanged = true;
    }
  }

  /** What of a piece can be sent. It may be changed in place. */
  push(chunk: Buffer): Buffer {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.overwrite(bytes);
    const cut = bytes.length - this.#openLength(bytes);
    this.#rest = bytes.subarray(cut);
    return bytes.subarray(0, cut);
  }

  /** What was held back. */
  end(): Buffer {
    const rest = this.#rest;
    this.#rest = EMPTY;
    return rest;
  }

  /** How many bytes at the end may be the beginning of the secret. */
  #openLength(bytes: Buffer): number {
    for (let length = Math.min(this.#secret.length - 1, bytes.length); length > 0; length -= 1) {
      if (bytes.compare(this.#secret, 0, length, bytes.length - length) === 0) return length;
    }
    return 0;
  }
}

const EMPTY = Buffer.alloc(0);
