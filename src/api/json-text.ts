import { compress } from "../base/compression.ts";

/** A JSON document that is ready to be sent, any number of times. */
export class JsonText {
  readonly text: string;
  /** In UTF-8. */
  readonly byteLength: number;
  #compressed: Buffer | undefined;

  constructor(text: string) {
    this.text = text;
    this.byteLength = Buffer.byteLength(text);
  }

  static of(value: object): JsonText {
    return new JsonText(JSON.stringify(value));
  }

  /** With gzip; worked out when it is first asked for. */
  async compressed(): Promise<Buffer> {
    this.#compressed ??= await compress(Buffer.from(this.text));
    return this.#compressed;
  }
}
