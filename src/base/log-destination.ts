import { type DestinationStream, destination } from "pino";

const STANDARD_ERROR = 2;

/**
 * Writes to standard error, all lines of one turn of the event loop at once: under load a write to the system for each
 * of them would cost as much as the calls that they tell of. The end of the process writes what is left.
 */
export function standardErrorLines(): DestinationStream {
  const standardError = destination(STANDARD_ERROR);
  let pending = "";
  const flush = () => {
    const lines = pending;
    pending = "";
    process.off("exit", flush);
    if (lines !== "") standardError.write(lines);
  };
  return {
    write(line) {
      if (pending === "") {
        setImmediate(flush);
        process.on("exit", flush);
      }
      pending += line;
    },
  };
}
