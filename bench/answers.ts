const HEAD_END = Buffer.from("\r\n\r\n");
const OK = Buffer.from("HTTP/1.1 200 ");
const EMPTY = Buffer.alloc(0);

/** Tells the answers on one connection apart, as cheaply as can be: most look like the one before. */
export class AnswerReader {
  #received = EMPTY;
  #lastLength = 0;
  #lastHeadEnd = 0;

  /** Whether the buffer's first bytes complete an answer; raises an Error when it has another status than 200. */
  take(buffer: Uint8Array, length: number): boolean {
    if (this.#received.length === 0 && this.#isLikeLast(buffer, length)) return true;
    // Copied, because the next bytes come in the same buffer.
    this.#received = Buffer.concat([this.#received, buffer.subarray(0, length)]);
    if (!this.#isWhole()) return false;
    this.#lastLength = this.#received.length;
    this.#received = EMPTY;
    return true;
  }

  /** The same length, with the head's end in the same place: then its Content-Length says the same too. */
  #isLikeLast(buffer: Uint8Array, length: number): boolean {
    if (length !== this.#lastLength) return false;
    return isAt(buffer, OK, 0) && isAt(buffer, HEAD_END, this.#lastHeadEnd);
  }

  #isWhole(): boolean {
    const received = this.#received;
    const headEnd = received.indexOf(HEAD_END);
    if (headEnd === -1) return false;
    const head = received.toString("latin1", 0, headEnd);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (!isAt(received, OK, 0) || length === undefined) {
      throw new Error(`Unexpected answer: ${received.toString("utf8").slice(0, 500)}`);
    }
    this.#lastHeadEnd = headEnd;
    return received.length >= headEnd + HEAD_END.length + Number(length);
  }
}

function isAt(bytes: Uint8Array, expected: Buffer, position: number): boolean {
  for (let index = 0; index < expected.length; index += 1) {
    if (bytes[position + index] !== expected[index]) return false;
  }
  return true;
}
