import { type Parsed, parseCount, parseListen, parsePublicUrl } from "../../server/setting-values.ts";
import { readUpstreamKey } from "../../server/settings.ts";
import { DEMO_KEY, DemoUpstream } from "../../upstream/demo-upstream.ts";
import { CliError } from "../cli-error.ts";
import { safeJson } from "../format.ts";
import type { Terminal } from "../terminal.ts";
import { startProblem } from "./start-problem.ts";
import { toldToEnd } from "./told-to-end.ts";

const POLLS_MAX = 1000;

export interface UpstreamOptions {
  readonly listen: string;
  readonly key?: string;
  readonly publicUrl?: string;
  readonly queuedPolls: string;
  readonly redirectDownloads?: boolean;
  readonly json?: boolean;
}

/** Runs the demo upstream until the process is told to end. Its address is what stands on standard output. */
export async function runUpstream(terminal: Terminal, options: UpstreamOptions): Promise<void> {
  const listen = accept("--listen", parseListen(options.listen));
  const publicUrl =
    options.publicUrl === undefined ? undefined : accept("--public-url", parsePublicUrl(options.publicUrl));
  const key = options.key ?? readUpstreamKey(terminal.environment) ?? DEMO_KEY;
  if (key === "") throw new CliError("--key must not be empty");
  const upstream = await DemoUpstream.start({
    ...listen,
    key,
    ...(publicUrl !== undefined && { publicUrl }),
    pollsUntilCompleted: accept("--queued-polls", parseCount(0, POLLS_MAX)(options.queuedPolls)),
    redirectsDownloads: options.redirectDownloads === true,
  }).catch((error: unknown) => {
    throw startProblem(error, listen);
  });
  const end = toldToEnd();
  if (options.json === true) {
    terminal.write(`${safeJson({ url: upstream.url })}\n`);
  } else {
    terminal.tell(explain(upstream));
    terminal.write(`The demo upstream listens on ${upstream.url}\n`);
  }
  await end;
  await upstream.close();
}

/** A key that may be a real one is not shown. */
function explain({ url, key }: DemoUpstream): string {
  const shown = key === DEMO_KEY ? key : "(the key that it was given)";
  return `
  To send a server's calls there:

    export TOLLGATE_UPSTREAM_URL=${url}
    export TOLLGATE_UPSTREAM_API_KEY=${shown}

`;
}

function accept<T>(option: string, parsed: Parsed<T>): T {
  if ("problem" in parsed) throw new CliError(`${option} ${parsed.problem}`);
  return parsed.value;
}
