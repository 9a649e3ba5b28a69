import { type Outcome, runClient } from "./clients.ts";

/** Before 1.0.1 the library understood only gzipped answers; VirusTotal's command line up to 1.0.0 carries it. */
export const PROGRAMS = ["bin/vtgo", "bin/vtgo-gzip-only"] as const;

/** Runs the program on vt-go's newer version unless told otherwise. */
export function vtgo(
  target: { readonly url: string },
  key: string,
  args: readonly string[],
  program: string = PROGRAMS[0],
): Promise<Outcome> {
  return runClient(program, args, { VTGO_HOST: target.url, VTGO_APIKEY: key });
}
