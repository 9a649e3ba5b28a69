import { writeSync } from "node:fs";

/** Takes whole lines, each with its line break. */
export interface LogDestination {
  write(line: string): void;
}

const STANDARD_ERROR = 2;
const FULL_PIPE_WAIT_MS = 10;

/**
 * Writes to standard error, all lines of one turn of the event loop at once: under load a write to the system for each
 * of them would cost as much as the calls that they tell of. The end of the process writes what is left.
 */
export function standardErrorLines(): LogDestination {
  let pending = "";
  const flush = () => {
    const lines = pending;
    pending = "";
    if (lines !== "") writeAll(STANDARD_ERROR, Buffer.from(lines));
  };
  process.on("exit", flush);
  return {
    write(line) {
      if (pending === "") setImmediate(flush);
      pending += line;
    },
  };
}

function writeAll(file: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(file, bytes, written);
    } catch (error) {
      // Nobody reads the log any more, or it has no room: no reason to end the server.
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) return;
      // The reader of a full pipe is slower than the server, which must wait for it rather than lose lines.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_WAIT_MS);
    }
  }
}
