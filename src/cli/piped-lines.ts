import { CliError } from "./cli-error.ts";

const LINE_LENGTH_MAX = 16_384;

/** Standard input line by line, for programs that send what a person would type. */
export class PipedLines {
  readonly #input: NodeJS.ReadStream;
  #rest = "";

  constructor(input: NodeJS.ReadStream) {
    this.#input = input;
  }

  /** Undefined at the end of input, and at a terminal, where nothing is piped. */
  async next(): Promise<string | undefined> {
    if (this.#input.isTTY) return undefined;
    for (;;) {
      const end = this.#rest.indexOf("\n");
      if (end >= 0) return this.#take(end, end + 1);
      if (this.#rest.length > LINE_LENGTH_MAX) throw new CliError("A line of standard input is too long");
      const chunk = await nextChunk(this.#input);
      if (chunk === undefined) return this.#rest === "" ? undefined : this.#take(this.#rest.length);
      this.#rest += chunk;
    }
  }

  #take(end: number, next = end): string {
    const line = this.#rest.slice(0, end).replace(/\r$/, "");
    this.#rest = this.#rest.slice(next);
    return line;
  }
}

/** Reads no further than it must: the program may end while whoever sends keeps the pipe open. */
async function nextChunk(input: NodeJS.ReadStream): Promise<string | undefined> {
  if (input.readableEnded) return undefined;
  input.setEncoding("utf8");
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const onEnd = () => resolve(undefined);
  input.once("data", resolve).once("end", onEnd).once("error", reject).resume();
  try {
    return await promise;
  } finally {
    input.pause().off("data", resolve).off("end", onEnd).off("error", reject);
  }
}
